"""The storage's faults: no work is begun whose result could not be stored, and operators are told of lost files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath

from leaderboard.domain.retry import RetryPolicy
from leaderboard.files import condition
from leaderboard.files.reading import LostFile, StorageAway, read_stored
from leaderboard.models import Alert, AlertKind, StoredImage
from leaderboard.models.clock import Now
from leaderboard.pipeline.work.alerts import clear_alert, raise_alert

OUR_FAULT = "This is our fault and costs no quota."

LOST_FILE = RetryPolicy(max_attempts=12, base_s=2.0, cap_s=600.0)
"""A lost picture is looked for this often, over more than half an hour: operators may put back what is missing."""

READING = "reading"
"""The subject of the alert that nothing can be read."""

_FILES_PER_LOOK = 20
_LOOK_AGAIN_AFTER = timedelta(minutes=1)


def takes_files() -> bool:
    """Whether the storage takes files now; if not, operators are told, and generation is paused until it does."""
    fault = condition.storage_fault()
    if fault:
        _pause(fault)
    return not fault


def storing_failed(error: OSError) -> None:
    """Tell operators that a file could not be stored, and pause generation."""
    _pause(condition.storage_fault() or f"not writable: {error.strerror or error}")


def _pause(fault: str) -> None:
    raise_alert(AlertKind.STORAGE, f"Our storage is {fault}. Meanwhile no endpoint is called and no bundle taken in.")


def reading_failed(error: LostFile | StorageAway) -> None:
    """Tell operators what cannot be read, unless it was deleted on purpose."""
    if isinstance(error, LostFile):
        if not _is_deleted(error.path):
            raise_alert(AlertKind.FILE, str(error), error.path)
    else:
        raise_alert(AlertKind.STORAGE, f"{error} (if it is meant to be empty, put any file into it)", READING)


def file_missed(path: str) -> None:
    """Tell operators of a file that a reader asked for and that is not there."""
    if condition.storage_is_empty():
        reading_failed(StorageAway("our storage is empty; perhaps its disk is not mounted"))
    else:
        reading_failed(LostFile(path, "it is not there"))


def is_lost(path: str) -> bool:
    """Whether operators were told that this file is lost or damaged, and it has not been put back since."""
    return Alert.objects.filter(kind=AlertKind.FILE, subject=path).exists()


def _is_deleted(path: str) -> bool:
    sha256 = PurePosixPath(path).name
    return path.startswith("images/") and StoredImage.objects.filter(pk=sha256, deleted_at__isnull=False).exists()


def look_again() -> int:
    """End the alerts whose fault is over; returns how many. The sweeper calls it, and so ends the pause."""
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
