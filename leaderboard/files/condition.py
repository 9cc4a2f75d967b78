"""The condition of the storage: whether it takes files now. Looked at before work that costs somebody money."""

from __future__ import annotations

import threading
import time

from django.core.files.storage import default_storage

LOOKED_AT_FOR_S = 0.5
"""How long a look at the storage is good for: calls in quick succession share one."""

_lock = threading.Lock()
_last: dict[str, tuple[float, str]] = {}
"""Of each storage, by its folder: when this process looked at it last, and what it found."""


def storage_fault() -> str:
    """Why the storage takes no files now, in words; "" if it takes them. At most ``LOOKED_AT_FOR_S`` old.

    Only a storage that can tell (``WholeFileStorage.fault``) is looked at; any other passes for sound.
    """
    look = getattr(default_storage, "fault", None)
    if look is None:
        return ""
    folder = str(getattr(default_storage, "location", ""))
    with _lock:
        looked_at, fault = _last.get(folder, (-LOOKED_AT_FOR_S, ""))
        if time.monotonic() - looked_at >= LOOKED_AT_FOR_S:
            fault = look()
            _last[folder] = time.monotonic(), fault
    return fault


def storage_is_empty() -> bool:
    """Whether the storage has no files at all, like a folder whose disk is not mounted."""
    try:
        folders, files = default_storage.listdir("")
    except FileNotFoundError:
        return True
    return not folders and not files
