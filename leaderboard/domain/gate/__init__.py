"""The quality gate: has a candidate become worse than a baseline on the same prompts?

- ``verdicts``: the verdict on a level from its interval and margin, the combined verdict, and the exit codes
- ``gate``: the comparison at the required levels
- ``margins``: levels and margins as people write them
- ``changes``: the prompts whose scores changed most
- ``planning``: how many prompts are needed to detect a drop
- ``report``: a result or a plan as text and as JSON

The method is described in ``docs/gate.md``.
"""
