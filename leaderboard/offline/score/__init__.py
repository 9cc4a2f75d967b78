"""Scoring a dump of the official dataset without database and site: ``python -m leaderboard.offline.score``.

Here is what touches files and processes; what is read and computed is in ``leaderboard.domain.official``.
"""
