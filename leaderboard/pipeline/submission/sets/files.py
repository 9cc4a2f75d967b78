"""Which pictures of a set are on the site, and deleting those that no set needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from leaderboard.domain.stages import Stage
from leaderboard.files.site_storage import Freed
from leaderboard.models import Outcome, PictureSet, SentPicture, SetPicture, StoredImage, Team
from leaderboard.models.clock import Now
from leaderboard.pipeline.work import deleting, quota

FOLDER = "sent"
"""The folder of the storage that has the files of ``SentPicture``."""

KEPT_FOR = timedelta(days=7)
"""How long a set stays open, and a sent picture is kept after it was last announced, sent or submitted."""


@dataclass(frozen=True, slots=True)
class ListedPicture:
    """A picture of a set: its slot, SHA-256 and size in bytes, the author's file, and whether the site has it."""

    prompt: str
    language: str
    sample: int
    sha256: str
    byte_size: int
    name: str
    have: bool


def listed(picture_set: PictureSet) -> list[ListedPicture]:
    """The pictures of a set, in the order in which they were announced."""
    there = with_path(picture_set)
    return [
        ListedPicture(
            picture.prompt.key,
            picture.language,
            picture.sample,
            picture.sha256,
            picture.byte_size,
            picture.name,
            picture.sha256 in there,
        )
        for picture in picture_set.pictures.select_related("prompt").order_by("id")
    ]


def with_path(picture_set: PictureSet) -> dict[str, str]:
    """The pictures of a set that are on the site: the name of the file in the storage, by SHA-256."""
    pictures = SetPicture.objects.filter(picture_set=picture_set)
    stored = StoredImage.objects.filter(pk__in=pictures.values("stored"), deleted_at__isnull=True)
    sent = SentPicture.objects.filter(team=picture_set.generator.team_id, sha256__in=pictures.values("sha256"))
    return {image.sha256: image.path for image in stored.only("sha256")} | dict(sent.values_list("sha256", "name"))


def keep(picture_set: PictureSet) -> None:
    """Keep the sent pictures of a set for another ``KEPT_FOR``."""
    names = SetPicture.objects.filter(picture_set=picture_set).values("sha256")
    SentPicture.objects.filter(team=picture_set.generator.team_id, sha256__in=names).update(expires_at=Now() + KEPT_FOR)


def promised_bytes(team: Team) -> int:
    """The bytes that the team's open sets may still send."""
    sent = SentPicture.objects.filter(team=team, sha256=OuterRef("sha256"))
    pictures = SetPicture.objects.filter(
        picture_set__generator__team=team, picture_set__ended_at__isnull=True, picture_set__expires_at__gt=Now()
    )
    missing = pictures.filter(~Exists(sent), stored__isnull=True).order_by("sha256").distinct("sha256")
    return sum(missing.values_list("byte_size", flat=True))


@transaction.atomic
def delete_unneeded(picture_set: PictureSet) -> None:
    """Delete the sent pictures of a set that has ended, except those that another set of its team still needs."""
    quota.locked(picture_set.generator.team_id)  # no other set is submitted meanwhile
    names = SetPicture.objects.filter(picture_set=picture_set).values("sha256")
    _delete(SentPicture.objects.filter(team=picture_set.generator.team_id, sha256__in=names))


@transaction.atomic
def delete_expired(*, dry_run: bool = False) -> Freed:
    """Delete the sent pictures whose time is over."""
    return _delete(SentPicture.objects.filter(expires_at__lte=Now()), dry_run=dry_run)


def forget(name: str) -> None:
    """Forget a sent picture whose file the storage has lost, so that it is asked for again."""
    SentPicture.objects.filter(name=name).delete()


def _delete(sent: QuerySet[SentPicture], *, dry_run: bool = False) -> Freed:
    unneeded = sent.filter(~Exists(_needing()))
    rows = list(unneeded.select_for_update(of=("self",)))
    if not dry_run:
        SentPicture.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for row in rows:
            transaction.on_commit(partial(deleting.delete_file, row.name), robust=True)
    return Freed(len(rows), sum(row.byte_size for row in rows))


def _needing() -> QuerySet[SetPicture]:
    """The pictures of open sets, and of submissions whose check has not ended."""
    is_open = Q(picture_set__ended_at__isnull=True, picture_set__expires_at__gt=Now())
    in_check = Q(
        picture_set__submission__outcome=Outcome.RUNNING,
        picture_set__submission__stage=Stage.SUBMISSION,
        picture_set__submission__waiting_since__isnull=True,
    )
    return SetPicture.objects.filter(
        is_open | in_check, picture_set__generator__team=OuterRef("team"), sha256=OuterRef("sha256")
    )
