"""Training examples of our own: made from the library and a grammar of task sentences.

Every example is a prompt exactly as the product sends it and the answer exactly as the product
asks for it; what the product could not accept (a quote that is no clause, a number that its reader
does not see, a name that the rules object to) is dropped and counted.
"""
