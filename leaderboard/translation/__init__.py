"""The interface's catalogues of messages: gathered from templates and code, and compiled, without GNU gettext."""
