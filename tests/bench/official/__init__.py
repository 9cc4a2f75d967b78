"""How long the results of the official dataset take: scoring a dump of its size, and importing it.

``python -m tests.bench.official`` makes a dump of its own; no text of the official one is used.
"""
