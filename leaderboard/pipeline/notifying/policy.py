"""How often and how long webhooks and mails are tried, and how long the log is kept."""

from __future__ import annotations

from datetime import timedelta

from leaderboard.domain.retry import RetryPolicy

RETRIES = RetryPolicy(max_attempts=40, base_s=5.0, cap_s=12 * 3600.0)
"""The waits between attempts: 5 s, doubling to 12 hours, of each between a half and the whole."""

LAST_BEFORE = timedelta(minutes=10)
"""How long before the deadline the last attempt is made."""

KEPT = timedelta(days=30)
"""How long the log shows a delivery after it was last sent."""

NOT_IN_TIME = "Our workers could not send this within the time allowed. This is a failure on our side."
