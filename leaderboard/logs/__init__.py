"""The log of every process: what a line belongs to (request, task, submission, stage), and no secrets in it."""
