"""One file a command, by its name; each parses, calls one function of the engine or of analysis, and prints.

A file imports click and its neighbours in `engine.cli` at its top; what the command needs is imported when it runs, so that
`--help` answers at once.
"""
