"""Counters that all processes of the site share, in Redis.

While Redis does not answer, ``shared_counters`` raises RedisError; ``counters_or_own`` then counts in this process.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from django.conf import settings
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
_SECONDS_TO_REDIS = 0.5

Result = TypeVar("Result")


def shared_counters() -> FixedWindowRateLimiter:
    """The counters in Redis; their methods raise RedisError while it does not answer."""
    return _limiter(settings.REDIS_URL)


def counters_or_own(use: Callable[[FixedWindowRateLimiter], Result]) -> Result:
    """Use the shared counters, or while Redis does not answer those of this process."""
    try:
        return use(shared_counters())
    except RedisError:
        log.warning("attempts are counted in this process only: Redis does not answer", exc_info=settings.DEBUG)
        return use(_own_limiter())


@lru_cache(maxsize=4)
def _limiter(url: str) -> FixedWindowRateLimiter:
    if url.startswith("memory:"):
        return FixedWindowRateLimiter(storage_from_string(url))
    # limits and redis-py have different schemes for a Redis behind a Unix socket.
    storage = storage_from_string(
        url.replace("unix://", "redis+unix://", 1),
        socket_timeout=_SECONDS_TO_REDIS,
        socket_connect_timeout=_SECONDS_TO_REDIS,
    )
    return FixedWindowRateLimiter(storage)


@lru_cache(maxsize=1)
def _own_limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())
