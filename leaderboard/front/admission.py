"""Large uploads: the site is asked before the body is read, and an account has one upload at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from http import HTTPStatus

from leaderboard.domain.translatable import gettext_noop
from leaderboard.front.refusals import Refused
from leaderboard.web.http import upload_slots
from leaderboard.web.http.upload_gate import ADMISSION, Admission
from leaderboard.web.http.upload_slots import Slot

__all__ = ["ADMISSION", "Admission", "uploading"]


_ANOTHER = gettext_noop("Another upload of this account is under way. Wait until it has ended.")
_RENEWALS_PER_TERM = 3


@asynccontextmanager
async def uploading(admission: Admission, threads: Executor) -> AsyncIterator[None]:
    """The account is uploading for as long as the context lasts; Redis is asked in a thread.

    Raises:
        Refused: when it has to be alone, and the account is already uploading, here or in another process of the site.
    """
    if admission.account is None or not admission.is_alone:
        yield
        return
    loop = asyncio.get_running_loop()
    slot = await loop.run_in_executor(threads, upload_slots.take, admission.account)
    if slot is None:
        raise Refused(HTTPStatus.CONFLICT, _ANOTHER)
    renewing = loop.create_task(_renew(slot, threads))
    try:
        yield
    finally:
        renewing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewing
        await asyncio.shield(loop.run_in_executor(threads, slot.give_back))


async def _renew(slot: Slot, threads: Executor) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(upload_slots.KEPT_FOR_S / _RENEWALS_PER_TERM)
        await loop.run_in_executor(threads, slot.renew)
