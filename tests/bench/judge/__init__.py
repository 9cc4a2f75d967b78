"""``make bench-judge``: the judging stage with the judge's real engine, and with judges of a fixed reply time."""
