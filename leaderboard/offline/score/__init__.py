"""Scoring a dump of the official dataset without database and site: ``python -m leaderboard.offline.score``.

This package handles files and processes; ``leaderboard.domain.official`` reads and computes.
"""
