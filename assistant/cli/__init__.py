"""The command line: each command parses, calls one use case and renders.

Product goes to stdout, talk to stderr. Nothing heavy is imported before a command needs it, so
that ``assistant --help`` answers at once.
"""
