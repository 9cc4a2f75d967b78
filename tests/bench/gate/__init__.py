"""``make bench-gate``: how often the quality gate raises a false alarm, and how often it misses a drop."""
