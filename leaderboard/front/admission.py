"""Large uploads: the site is asked before the body is read, and an account has one upload at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from leaderboard.domain.translatable import gettext_noop
from leaderboard.front.refusals import Refused
from leaderboard.web.http.upload_gate import ADMISSION, Admission

__all__ = ["ADMISSION", "Admission", "Uploads"]


_ANOTHER = gettext_noop("Another upload of this account is under way. Wait until it has ended.")


class Uploads:
    """The accounts that are uploading; used from the event loop's thread only."""

    def __init__(self) -> None:
        self._accounts: set[int] = set()

    @contextmanager
    def of(self, account: int) -> Iterator[None]:
        """The account is uploading for as long as the context lasts.

        Raises:
            Refused: when it is already.
        """
        if account in self._accounts:
            raise Refused(HTTPStatus.CONFLICT, _ANOTHER)
        self._accounts.add(account)
        try:
            yield
        finally:
            self._accounts.discard(account)
