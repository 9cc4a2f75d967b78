"""``make bench-judge``: the judging stage against the judge's real engine, and against judges of a fixed reply time."""
