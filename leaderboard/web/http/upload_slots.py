"""One upload at a time for each account, over all processes of the site: a lock in Redis that its holder keeps alive.

While Redis does not answer, each process sees its own uploads only.
"""

from __future__ import annotations

import logging
import threading
from functools import lru_cache

import redis
from django.conf import settings
from redis.exceptions import LockError, RedisError
from redis.lock import Lock

log = logging.getLogger(__name__)

KEPT_FOR_S = 60.0
"""A lock that is not renewed is given up: its process was killed."""

_SECONDS_TO_REDIS = 0.5

_own: set[int] = set()
_guard = threading.Lock()


class Slot:
    """The right of an account to upload; from ``take``."""

    def __init__(self, account: int, lock: Lock | None) -> None:
        self._account, self._lock = account, lock

    def renew(self) -> None:
        """Keep it for another ``KEPT_FOR_S``."""
        try:
            if self._lock is not None:
                self._lock.reacquire()
        except (LockError, RedisError) as error:
            # The upload goes on: at worst another one of the same account is taken in beside it.
            log.warning("an upload's lock was not renewed: %s", error)

    def give_back(self) -> None:
        """Let the account upload again."""
        with _guard:
            _own.discard(self._account)
        try:
            if self._lock is not None:
                self._lock.release()
        except (LockError, RedisError) as error:
            log.warning("an upload's lock was not released, it is given up within a minute: %s", error)


def take(account: int) -> Slot | None:
    """The slot of an account; None while it is taken."""
    with _guard:
        if account in _own:
            return None
        _own.add(account)
    lock = _redis(settings.REDIS_URL).lock(
        f"salon:upload:{account}", timeout=KEPT_FOR_S, blocking=False, thread_local=False
    )
    try:
        is_taken = not lock.acquire()
    except RedisError as error:
        log.warning("uploads are counted in this process only: Redis does not answer: %s", error)
        return Slot(account, None)
    if is_taken:
        with _guard:
            _own.discard(account)
        return None
    return Slot(account, lock)


@lru_cache(maxsize=4)
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=_SECONDS_TO_REDIS, socket_connect_timeout=_SECONDS_TO_REDIS)
