"""Redis: whether it answers, and is the one that the site uses."""

from __future__ import annotations

from urllib.parse import urlsplit

import redis as library
from django.conf import settings

from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.workers import redis_of_the_site


def answers() -> str:
    """Whether Redis answers."""
    try:
        queue.ping()
    except (library.RedisError, OSError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        settings_named = "REDIS_URL and REDIS_CA_FILE" if settings.REDIS_URL.startswith("rediss:") else "REDIS_URL"
        return f"Redis at {place()} does not answer ({reason}): start it, or correct {settings_named}"
    return ""


def same_as_the_site() -> str:
    """Whether running web servers and beat use the same one; unknown if none is running."""
    own, of_site = queue.identity(), redis_of_the_site()
    if not own or not of_site or own in of_site:
        return ""
    return f"Redis at {place()} is not the one that the site uses: set REDIS_URL to the site's value"


def place() -> str:
    """The address without its credentials and options."""
    parts = urlsplit(settings.REDIS_URL)
    host = parts.hostname or ""
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path}"
