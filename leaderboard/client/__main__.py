"""``python -m leaderboard.client`` is ``salon``."""

from leaderboard.client.commands.main import main

main()
