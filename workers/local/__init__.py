"""Judging pictures in one process, without PostgreSQL, Redis or Django: ``salon judge``.

It asks the judge, scores and writes evidence with the same code as the site's workers.
"""
