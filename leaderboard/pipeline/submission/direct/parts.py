"""The parts of an upload: which have arrived, and where to send the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leaderboard.files.direct_uploads import part_count, part_size
from leaderboard.models import UploadSession
from leaderboard.pipeline.submission.direct.ending import away, need_open, needed_store
from leaderboard.pipeline.submission.refusal import SubmissionRefused


@dataclass(frozen=True, slots=True)
class PartAddress:
    """Where to PUT the ``size`` bytes of one part."""

    number: int
    size: int
    url: str


def received(upload: UploadSession) -> list[int]:
    """The numbers of the parts that have arrived completely; [] for an ended upload.

    Raises: SubmissionRefused: while the store cannot be reached.
    """
    if upload.ended_at is not None:
        return []
    try:
        parts = needed_store().parts(upload.name, upload.store_id)
    except FileNotFoundError:  # all parts are joined, but there is no submission yet
        return list(range(1, part_count(upload.byte_size, upload.part_bytes) + 1))
    except OSError as error:
        raise away(error) from error
    return [part.number for part in parts if part.size == size_of(upload, part.number)]


def addresses(upload: UploadSession, numbers: Iterable[int]) -> list[PartAddress]:
    """Signed addresses of parts.

    Raises:
        SubmissionRefused: if the upload has ended, or has no such part.
    """
    need_open(upload)
    count = part_count(upload.byte_size, upload.part_bytes)
    found = []
    for number in numbers:
        if not 1 <= number <= count:
            raise SubmissionRefused(
                _("part %(number)d: parts from 1 to %(count)d are expected") % {"number": number, "count": count}
            )
        size = size_of(upload, number)
        found.append(PartAddress(number, size, needed_store().address(upload.name, upload.store_id, number, size)))
    return found


def size_of(upload: UploadSession, number: int) -> int:
    """The bytes of one part."""
    return part_size(number, upload.byte_size, upload.part_bytes)
