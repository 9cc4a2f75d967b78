"""Watches the storage: no work begins whose result could not be stored, and operators are notified of lost files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath

from leaderboard.domain.retry import RetryPolicy
from leaderboard.files import condition
from leaderboard.files.reading import LostFile, StorageAway, read_stored
from leaderboard.models import Alert, AlertKind, StoredImage
from leaderboard.models.clock import Now
from leaderboard.pipeline.work.alerts import clear_alert, raise_alert

OUR_FAULT = "This is a failure on our side and costs no quota."

LOST_FILE = RetryPolicy(max_attempts=12, base_s=2.0, cap_s=600.0)
"""How often a lost picture is looked for, over more than half an hour: operators may restore it."""

READING = "reading"
"""The subject of the alert that the storage cannot be read."""

_FILES_PER_LOOK = 20
_LOOK_AGAIN_AFTER = timedelta(minutes=1)


def takes_files() -> bool:
    """Whether files can be stored now; if not, operators are notified, and generation pauses until they can."""
    fault = condition.storage_fault()
    if fault:
        _pause(fault)
    return not fault


def storing_failed(error: OSError) -> None:
    """Tell operators that a file could not be stored, and pause generation."""
    _pause(condition.storage_fault() or f"not writable: {error.strerror or error}")


def _pause(fault: str) -> None:
    raise_alert(
        AlertKind.STORAGE, f"Our storage is {fault}. Meanwhile no endpoint is called and no bundle is accepted."
    )


def reading_failed(error: LostFile | StorageAway) -> None:
    """Notify operators of an unreadable file, unless it was deleted on purpose."""
    if isinstance(error, LostFile):
        if not _is_deleted(error.path):
            raise_alert(AlertKind.FILE, str(error), error.path)
    else:
        raise_alert(AlertKind.STORAGE, f"{error} (if it should be empty, put any file into it)", READING)


def file_missed(path: str) -> None:
    """Notify operators of a missing file that a reader requested."""
    if condition.storage_is_empty():
        reading_failed(StorageAway("our storage is empty; its disk may not be mounted"))
    else:
        reading_failed(LostFile(path, "it is missing"))


def is_lost(path: str) -> bool:
    """Whether operators were notified that this file is lost or damaged, and it has not been restored since."""
    return Alert.objects.filter(kind=AlertKind.FILE, subject=path).exists()


def _is_deleted(path: str) -> bool:
    sha256 = PurePosixPath(path).name
    return path.startswith("images/") and StoredImage.objects.filter(pk=sha256, deleted_at__isnull=False).exists()


def look_again() -> int:
    """End the alerts whose fault is over; returns how many. The sweeper calls it, which ends the pause."""
    ended = 0
    for alert in Alert.objects.filter(kind=AlertKind.STORAGE):
        fault = condition.storage_is_empty() if alert.subject == READING else condition.storage_fault()
        if not fault:
            clear_alert(AlertKind.STORAGE, alert.subject)
            ended += 1
    lost = Alert.objects.filter(kind=AlertKind.FILE, seen_at__lt=Now() - _LOOK_AGAIN_AFTER)
    return ended + sum(_is_back(alert) for alert in lost.order_by("seen_at")[:_FILES_PER_LOOK])


def _is_back(alert: Alert) -> bool:
    try:
        read_stored(alert.subject)
    except OSError:
        Alert.objects.filter(pk=alert.pk).update(seen_at=Now())
        return False
    clear_alert(AlertKind.FILE, alert.subject)
    return True
