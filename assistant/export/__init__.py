"""What leaves the program: one module a format, all of them fed from the same domain values.

Text that came from users, files or models is data in every format: never a formula in a
spreadsheet, markup on a page, or a control sequence on a terminal (see ``inert``).
"""
