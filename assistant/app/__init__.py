"""What a user can do, one function each; the only place that wires packages together.

Both faces, command line and page, call these and nothing below but domain and settings. Packages
are imported when an action needs them, so that reading a table never waits for a model client.
"""
