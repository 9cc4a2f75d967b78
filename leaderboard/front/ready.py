"""Cached pages, asked for from the event loop."""

from __future__ import annotations

from leaderboard.front.environ import Scope
from leaderboard.front.replies import Reply
from leaderboard.pagecache.pages import Asked, CachedPages

_WANTED = {b"host": 0, b"accept-encoding": 1, b"if-none-match": 2, b"x-forwarded-proto": 3}


class CachedReplies:
    """Asks the page cache in ASGI's words."""

    def __init__(self, pages: CachedPages) -> None:
        self._pages = pages

    def ready(self, scope: Scope) -> Reply | None:
        """The page for a request; None if the site has to be asked. It never waits."""
        values = [b"", b"", b"", b""]
        for name, value in scope["headers"]:
            place = _WANTED.get(name)
            if place is not None:
                values[place] = value
        host, accepted, known, forwarded = (value.decode("latin-1") for value in values)
        path: str = scope["path"]
        if not path.isascii():
            path = path.encode().decode("latin-1")  # as WSGI has it
        query = scope["query_string"].decode("latin-1")
        asked = Asked(scope["method"], host, scope["scheme"], forwarded, path, query)
        answer = self._pages.ready(asked, accepted=accepted, known=known)
        return Reply(answer.status, answer.headers, answer.content) if answer else None
