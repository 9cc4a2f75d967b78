"""The page of the quality gate: a candidate compared with a baseline, and how many prompts that needs."""
