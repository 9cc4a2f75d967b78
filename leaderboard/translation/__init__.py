"""The interface's message catalogues: extracted from templates and code, and compiled, without GNU gettext."""
