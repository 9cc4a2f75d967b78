"""How often passwords may be tried, counted over all processes of the site.

Three limits, none of which lets a stranger lock an owner out:

- a network (an IPv4 address, or the first half of an IPv6 one) has so many attempts, whatever the accounts;
- a network has so many attempts at one account;
- all networks together have so many failed attempts at one account. Networks from which its owner has signed in before
  are not counted and not refused; from elsewhere, the owner can still choose a new password by mail.

While Redis does not answer, each process counts for itself: nobody is locked out, and the limits hold per process.
"""

from __future__ import annotations

import hashlib

import limits
from django.http import HttpRequest
from limits.strategies import FixedWindowRateLimiter

from leaderboard.web.http.client_address import client_network
from leaderboard.web.http.counters import counters_or_own

PER_NETWORK = limits.parse("60/5 minutes")
PER_NETWORK_AND_ACCOUNT = limits.parse("6/5 minutes")
PER_ACCOUNT = limits.parse("60/hour")
_KNOWN_FOR_S = 90 * 24 * 3600


class TooManyAttempts(Exception):
    """The password is not looked at."""


def count_attempt(request: HttpRequest, account: str) -> None:
    """Count an attempt at an account, named by its email address, before the password is looked at.

    Raises:
        TooManyAttempts: when one of the limits is reached.
    """
    network, account = client_network(request), _digest(account)

    def is_allowed(limiter: FixedWindowRateLimiter) -> bool:
        if not limiter.hit(PER_NETWORK, "sign-in", network):
            return False
        if not limiter.hit(PER_NETWORK_AND_ACCOUNT, "sign-in", network, account):
            return False
        return _is_known(limiter, network, account) or limiter.test(PER_ACCOUNT, "sign-in-failed", account)

    if not counters_or_own(is_allowed):
        raise TooManyAttempts


def count_failure(request: HttpRequest, account: str) -> None:
    """Count a wrong password, unless it came from where the owner has signed in before."""
    network, account = client_network(request), _digest(account)

    def count(limiter: FixedWindowRateLimiter) -> None:
        if not _is_known(limiter, network, account):
            limiter.hit(PER_ACCOUNT, "sign-in-failed", account)

    counters_or_own(count)


def remember_success(request: HttpRequest, account: str) -> None:
    """The owner signs in from this network."""
    network, account = client_network(request), _digest(account)

    def remember(limiter: FixedWindowRateLimiter) -> None:
        limiter.clear(PER_NETWORK_AND_ACCOUNT, "sign-in", network, account)
        limiter.storage.incr(_known_key(network, account), _KNOWN_FOR_S)

    counters_or_own(remember)


def _is_known(limiter: FixedWindowRateLimiter, network: str, account: str) -> bool:
    return limiter.storage.get(_known_key(network, account)) > 0


def _known_key(network: str, account: str) -> str:
    return f"signed-in/{_digest(network)}/{account}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().lower().encode(errors="replace")).hexdigest()
