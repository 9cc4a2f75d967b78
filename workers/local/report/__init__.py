"""The HTML report of a local run: one file, with its pictures in it, that needs no network and no script."""
