"""Django's cache in Redis: django-allauth counts there how often people sign up, ask for mails and so on.

While Redis does not answer, each process counts for itself, as with attempts at passwords (``counters``).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class JsonSerializer:
    """Values as JSON. Django's pickles would let whoever can write to Redis run code here."""

    def dumps(self, value: object) -> bytes:
        """The value's JSON."""
        return json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """The value again."""
        return json.loads(data)


class SharedCache(RedisCache):
    """Django's cache in Redis, or while that does not answer, in this process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache("own", {})

    def add(self, key: Any, value: Any, *rest: Any, **more: Any) -> bool:
        """Store a value unless there is one."""
        return self._shared_or_own(super().add, self._own.add, key, value, *rest, **more)

    def get(self, key: Any, *rest: Any, **more: Any) -> Any:
        """A value, or the default."""
        return self._shared_or_own(super().get, self._own.get, key, *rest, **more)

    def set(self, key: Any, value: Any, *rest: Any, **more: Any) -> None:
        """Store a value."""
        self._shared_or_own(super().set, self._own.set, key, value, *rest, **more)

    def delete(self, key: Any, *rest: Any, **more: Any) -> bool:
        """Delete a value."""
        return self._shared_or_own(super().delete, self._own.delete, key, *rest, **more)

    def _shared_or_own(
        self, shared: Callable[..., Result], own: Callable[..., Result], *arguments: Any, **more: Any
    ) -> Result:
        try:
            return shared(*arguments, **more)
        except RedisError:
            log.warning("limits hold in this process only: Redis does not answer", exc_info=settings.DEBUG)
            return own(*arguments, **more)
