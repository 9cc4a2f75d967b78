"""Salon's client for Python; its command line is ``salon``. docs/client.md describes both."""

from leaderboard.client import calls, models
from leaderboard.client.errors import SalonError
from leaderboard.client.retries import Patience
from leaderboard.client.salon import AsyncSalon, Salon
from leaderboard.client.version import VERSION

__all__ = ["VERSION", "AsyncSalon", "Patience", "Salon", "SalonError", "calls", "models"]
