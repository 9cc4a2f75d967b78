"""Announcing a set: what it has to contain, and whether its author may submit it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.domain.canonical import seal
from leaderboard.domain.images.check import MAX_BYTES
from leaderboard.domain.submission.bundle import Slot, slots
from leaderboard.models import (
    GeneratedImage,
    Generator,
    PictureSet,
    Prompt,
    PromptSuite,
    SentPicture,
    SetPicture,
    StoredImage,
    Submission,
    Team,
    User,
    clock,
)
from leaderboard.pipeline.submission import submit, uploads
from leaderboard.pipeline.submission.facts import NO_FACTS, SubmissionFacts
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.sets import ending, files
from leaderboard.pipeline.work import quota

MOST_OPEN = 5
"""Open sets of one author."""

_NAMED = 20
"""A refusal names this many faults."""


@dataclass(frozen=True, slots=True)
class AnnouncedPicture:
    """The picture of one slot: its SHA-256 and size in bytes, and the name of the author's file."""

    slot: Slot
    sha256: str
    byte_size: int
    name: str


@dataclass(frozen=True, slots=True)
class Announced:
    """The announcement of a set; ``manifest``: the author's own facts, if any."""

    generator: Generator
    suite: PromptSuite
    languages: Sequence[str]
    strip_metadata: bool
    pictures: Sequence[AnnouncedPicture]
    manifest: Mapping[str, Any] | None = None
    facts: SubmissionFacts = NO_FACTS
    practice: bool = False
    pictures_per_prompt: int = 1

    @property
    def byte_size(self) -> int:
        """The bytes of all different pictures."""
        return sum({picture.sha256: picture.byte_size for picture in self.pictures}.values())

    @property
    def digest(self) -> str:
        """The SHA-256 over all of the announcement that decides what is sent and how it is stored."""
        pictures = sorted([*_slot(picture), picture.sha256, picture.name] for picture in self.pictures)
        choices = [self.generator.pk, self.suite.pk, sorted(self.languages), self.practice, self.strip_metadata]
        if self.pictures_per_prompt > 1:  # so that sets of earlier versions are recognised
            choices.append(self.pictures_per_prompt)
        return seal([choices, self.manifest, pictures])


class AnnouncementRefused(SubmissionRefused):
    """The announced pictures are not those that the submission needs; ``faults`` says which, and why."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "the announced pictures have %(count)d fault; see faults",
                "the announced pictures have %(count)d faults; see faults",
                len(faults),
            )
            % {"count": len(faults)}
        )
        self.faults = list(faults[:_NAMED])


def announce(owner: User, announced: Announced, own: QuerySet[Submission]) -> PictureSet:
    """Begin a set; the same announcement again returns the open one, so that sending it goes on.

    Args:
        own: the submissions whose pictures the author need not send again.

    Raises:
        AnnouncementRefused, SubmissionRefused, QuotaExhausted: nothing was begun then.
    """
    submit.check_suite(announced.suite, announced.languages)
    rows = Prompt.objects.filter(suite=announced.suite).order_by("position").only("key")
    if announced.practice:
        rows = rows.filter(key__in=announced.suite.practice().keys)
    prompts = {prompt.key: prompt for prompt in rows}
    if faults := list(_faults(announced, list(prompts))):
        raise AnnouncementRefused(faults)
    digest = announced.digest
    for open_set in PictureSet.objects.filter(owner=owner, digest=digest, ended_at__isnull=True):
        if ending.is_open(open_set):
            PictureSet.objects.filter(pk=open_set.pk).update(facts=announced.facts.as_json())
            files.keep(open_set)
            return open_set
    submit.active_profile()
    team = uploads.check_generator(owner, announced.generator.pk).team
    stored = _stored(announced, own)
    try:
        return _create(owner, team, announced, digest, prompts, stored)
    except IntegrityError:  # announced by another request at the same time
        other = PictureSet.objects.filter(owner=owner, digest=digest, ended_at__isnull=True).first()
        if other is None:
            raise
        return other


@transaction.atomic
def _create(
    owner: User, team: Team, announced: Announced, digest: str, prompts: Mapping[str, Prompt], stored: frozenset[str]
) -> PictureSet:
    quota.locked(team.pk)
    if PictureSet.objects.filter(owner=owner, ended_at__isnull=True).count() >= MOST_OPEN:
        raise SubmissionRefused(
            _("%(count)d of your picture sets are not submitted; submit or discard one of them first")
            % {"count": MOST_OPEN}
        )
    uploads.check_size(announced.byte_size)
    size = files.promised_bytes(team) + _missing_bytes(team, announced, stored)
    uploads.check_account(team, size, practice=announced.practice)
    picture_set = PictureSet.objects.create(
        owner=owner,
        generator=announced.generator,
        suite=announced.suite,
        languages=[language for language in announced.suite.languages if language in announced.languages],
        strip_metadata=announced.strip_metadata,
        practice=announced.practice,
        pictures_per_prompt=announced.pictures_per_prompt,
        manifest=announced.manifest,
        facts=announced.facts.as_json(),
        digest=digest,
        byte_size=announced.byte_size,
        expires_at=clock.read() + files.KEPT_FOR,
    )
    SetPicture.objects.bulk_create(
        SetPicture(
            picture_set=picture_set,
            prompt=prompts[picture.slot.prompt_key],
            language=picture.slot.language,
            sample=picture.slot.sample,
            sha256=picture.sha256,
            byte_size=picture.byte_size,
            name=picture.name,
            stored_id=picture.sha256 if picture.sha256 in stored else None,
        )
        for picture in announced.pictures
    )
    files.keep(picture_set)
    return picture_set


def _slot(picture: AnnouncedPicture) -> list[str]:
    sample = [str(picture.slot.sample)] if picture.slot.sample else []
    return [picture.slot.prompt_key, picture.slot.language, *sample]


def _faults(announced: Announced, prompt_keys: Sequence[str]) -> Iterator[str]:
    """What an announcement lacks, or has too much of."""
    wanted = slots(prompt_keys, announced.languages, announced.pictures_per_prompt)
    counts = Counter(picture.slot for picture in announced.pictures)
    for slot in wanted:
        if counts[slot] != 1:
            what = _("no picture is announced") if not counts[slot] else _("more than one picture is announced")
            yield f"{slot}: {what}"
    for slot in sorted(counts.keys() - set(wanted)):
        if slot.sample and replace(slot, sample=0) in wanted:
            declared = {"count": announced.pictures_per_prompt}
            yield f"{slot}: " + _("pictures per prompt declared: %(count)d; declare more, or remove it") % declared
        else:
            yield f"{slot}: " + _("the submission needs no such picture; see the suite's prompts and languages")
    sizes: dict[str, int] = {}
    for picture in announced.pictures:
        if picture.byte_size > MAX_BYTES:
            yield f"{picture.slot}: " + _("%(size).1f MiB; at most %(most)d MiB are accepted") % {
                "size": picture.byte_size / 2**20,
                "most": MAX_BYTES // 2**20,
            }
        if sizes.setdefault(picture.sha256, picture.byte_size) != picture.byte_size:
            yield f"{picture.slot}: " + _("another size than that of the same SHA-256 elsewhere in the announcement")


def _stored(announced: Announced, own: QuerySet[Submission]) -> frozenset[str]:
    """The announced pictures that the author's own submissions already have."""
    images = GeneratedImage.objects.filter(submission__in=own.order_by(), stored__isnull=False)
    sha256s = {picture.sha256: picture.byte_size for picture in announced.pictures}
    stored = StoredImage.objects.filter(pk__in=images.filter(stored__in=list(sha256s)).values("stored"))
    kept = stored.filter(deleted_at__isnull=True).values_list("sha256", "byte_size")
    return frozenset(sha256 for sha256, size in kept if sha256s[sha256] == size)


def _missing_bytes(team: Team, announced: Announced, stored: frozenset[str]) -> int:
    sizes = {picture.sha256: picture.byte_size for picture in announced.pictures if picture.sha256 not in stored}
    sent = SentPicture.objects.filter(team=team, sha256__in=list(sizes)).values_list("sha256", flat=True)
    return sum(size for sha256, size in sizes.items() if sha256 not in set(sent))
