"""How many reports come from one network in an hour, counted over all processes; while Redis is away, in each."""

from __future__ import annotations

import limits
from django.http import HttpRequest
from limits.strategies import FixedWindowRateLimiter

from leaderboard.web.http.client_address import client_network
from leaderboard.web.http.counters import counters_or_own

PER_NETWORK = limits.parse("10/hour")
ALTOGETHER = limits.parse("300/hour")
"""More than that is an attack, and would bury what matters."""


def may_report(request: HttpRequest) -> bool:
    """Count a report, and say whether it is taken."""
    network = client_network(request)

    def is_allowed(limiter: FixedWindowRateLimiter) -> bool:
        return limiter.hit(PER_NETWORK, "report", network) and limiter.hit(ALTOGETHER, "report")

    return counters_or_own(is_allowed)
