"""Forms of the author's pages. Each error message says what was entered and what is expected."""
