"""Large uploads: the site is asked before the body is read, and an account has one upload at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from leaderboard.web.http.upload_gate import ADMISSION, Admission

__all__ = ["ADMISSION", "Admission", "Uploads"]


class Uploads:
    """The accounts that are uploading; used from the event loop's thread only."""

    def __init__(self) -> None:
        self._accounts: set[int] = set()

    @contextmanager
    def of(self, account: int) -> Iterator[bool]:
        """Whether this is the account's only upload; it counts as one for as long as the context lasts."""
        is_only_one = account not in self._accounts
        if is_only_one:
            self._accounts.add(account)
        try:
            yield is_only_one
        finally:
            if is_only_one:
                self._accounts.discard(account)
