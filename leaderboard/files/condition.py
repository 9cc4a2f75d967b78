"""The condition of the storage: whether files can be stored now. Checked before work that costs money."""

from __future__ import annotations

import threading
import time

from django.core.files.storage import default_storage

from leaderboard.files.site_storage import site_storage

LOOKED_AT_FOR_S = 0.5
"""How long a check of the storage is valid at least: calls in quick succession share one."""

_lock = threading.Lock()
_last: dict[str, tuple[float, str]] = {}
"""Of each storage, by its folder: when this process looked at it last, and what it found."""


def storage_fault() -> str:
    """Why files cannot be stored now, in words; "" if they can.

    A fault is at most ``LOOKED_AT_FOR_S`` old, its absence may be as old as the storage allows (``sound_for_s``).
    """
    storage = site_storage()
    place = str(getattr(default_storage, "location", ""))
    with _lock:
        looked_at, fault = _last.get(place, (None, ""))
        good_for_s = LOOKED_AT_FOR_S if fault else max(LOOKED_AT_FOR_S, storage.sound_for_s)
        if looked_at is None or time.monotonic() - looked_at >= good_for_s:
            fault = storage.fault()
            _last[place] = time.monotonic(), fault
    return fault


def storage_is_empty() -> bool:
    """Whether the storage has no files at all, like a folder whose disk is not mounted, or cannot be listed."""
    try:
        return site_storage().is_empty()
    except OSError:
        return True
