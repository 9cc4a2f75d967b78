"""Bundles as the author's pages show them: the limits before an upload, and the faults of a rejected one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from leaderboard.domain.images.check import MAX_BYTES, MAX_PIXELS, MIN_SIDE
from leaderboard.domain.submission.bundle import FAULT_LABELS, BundleFaultKind, Slot
from leaderboard.models import PictureSet, Submission, UploadSession, User
from leaderboard.models.clock import Now
from leaderboard.pipeline.submission.direct import admission, parts
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.sets import files
from leaderboard.queries.visibility import own_picture_sets


@dataclass(frozen=True, slots=True)
class BundleRules:
    """The limits of a bundle: ``min_side`` in pixels, the others in the unit of their names."""

    min_side: int
    max_megapixels: int
    max_mebibytes: int
    max_bundle_gibibytes: float


def bundle_rules() -> BundleRules:
    """The limits that this site's checks enforce."""
    return BundleRules(
        min_side=MIN_SIDE,
        max_megapixels=MAX_PIXELS // 10**6,
        max_mebibytes=MAX_BYTES // 2**20,
        max_bundle_gibibytes=settings.SALON_BUNDLE_MAX_BYTES / 2**30,
    )


@dataclass(frozen=True, slots=True)
class UploadUnderWay:
    """An upload in parts that can be continued; ``share`` is how much of it has arrived, from 0 to 1."""

    upload: UploadSession
    share: float


def upload_under_way(author: User) -> UploadUnderWay | None:
    """The author's upload in parts that is not complete, if there is one and this site still takes it."""
    upload = admission.open_upload(author) if admission.is_offered() else None
    if upload is None:
        return None
    try:
        arrived = sum(parts.size_of(upload, number) for number in parts.received(upload))
    except SubmissionRefused:  # the store is away; the page is shown nevertheless
        arrived = 0
    return UploadUnderWay(upload, arrived / upload.byte_size)


@dataclass(frozen=True, slots=True)
class OpenSet:
    """A set that can be continued: how many of its pictures have arrived, of how many."""

    picture_set: PictureSet
    arrived: int
    expected: int


def open_sets(author: User) -> list[OpenSet]:
    """The author's picture sets that are not submitted, newest first."""
    sets = own_picture_sets(author).filter(ended_at__isnull=True, expires_at__gt=Now())
    listed = [(picture_set, files.listed(picture_set)) for picture_set in sets]
    return [OpenSet(picture_set, sum(one.have for one in pictures), len(pictures)) for picture_set, pictures in listed]


@dataclass(frozen=True, slots=True)
class FaultLine:
    """Faults that say the same of different prompts.

    ``message``: without the prompt where there are several. ``names``: what each is about, in the report's order: a
    file, or the name of a missing one.
    """

    message: str
    names: tuple[str, ...]

    @property
    def first(self) -> str:
        return self.names[0]

    @property
    def last(self) -> str:
        return self.names[-1]


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """All faults of one kind; ``is_missing``: pictures that are not in the bundle."""

    label: str
    count: int
    is_missing: bool
    lines: tuple[FaultLine, ...]


@dataclass(frozen=True, slots=True)
class IgnoredFiles:
    """How many files of a zip were ignored, and the names of the first of them."""

    count: int
    names: tuple[str, ...]


def ignored_files(submission: Submission) -> IgnoredFiles:
    """The files that systems add to zips, as a bundle's report names them; none without a report."""
    report = _report(submission)
    return IgnoredFiles(report.get("ignored_count", 0), tuple(report.get("ignored", ())))


def fault_groups(submission: Submission) -> list[FaultGroup]:
    """The faults of a bundle's report by kind, the most frequent kind first; [] without a report."""
    return groups_of(_report(submission))


def groups_of(report: Mapping[str, Any]) -> list[FaultGroup]:
    """The faults of a report by kind, the most frequent kind first."""
    faults = report.get("faults", [])
    counts: dict[str, int] = report.get("counts", {})
    return [
        FaultGroup(
            _(FAULT_LABELS.get(kind, kind)),
            count,
            kind == BundleFaultKind.MISSING,
            _lines(fault for fault in faults if fault["kind"] == kind),
        )
        for kind, count in sorted(counts.items(), key=lambda pair: -pair[1])
    ]


def _lines(faults: Iterable[Mapping[str, Any]]) -> tuple[FaultLine, ...]:
    """The faults of one kind, those with the same words together, in the order of their first ones."""
    alike: dict[str, list[Mapping[str, Any]]] = {}
    for fault in faults:
        alike.setdefault(_without_prompt(fault), []).append(fault)
    return tuple(
        FaultLine(message if len(listed) > 1 else listed[0]["message"], tuple(_name(fault) for fault in listed))
        for message, listed in alike.items()
    )


def _without_prompt(fault: Mapping[str, Any]) -> str:
    """The message without the words that name its own prompt and file, such as "prompt p003 (en): "."""
    slot = _slot(fault)
    message: str = fault["message"]
    if not slot.prompt_key:
        return message
    return message.removeprefix(f"prompt {slot}: ").replace(f"prompt {slot}", "prompt").replace(slot.file_name, "…")


def _name(fault: Mapping[str, Any]) -> str:
    slot = _slot(fault)
    return str(fault.get("file") or (slot.file_name if slot.prompt_key else ""))


def _slot(fault: Mapping[str, Any]) -> Slot:
    """What a fault is about; reports of earlier versions name no sample."""
    return Slot(fault.get("prompt_key", ""), fault.get("language", ""), fault.get("sample", 1) - 1)


def _report(submission: Submission) -> Mapping[str, Any]:
    bundle = getattr(submission, "bundle", None)
    return (bundle.report if bundle else None) or {}
