"""Forms of the author's pages: each error says what was given and what is expected."""
