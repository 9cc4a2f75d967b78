"""Renditions: the small WebP copies of stored pictures that pages show, without metadata; made once per picture."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings

from leaderboard.decoding.pictures import small_copy
from leaderboard.domain.images.faults import ImageFault
from leaderboard.domain.retry import RetryPolicy
from leaderboard.files.condition import storage_is_empty
from leaderboard.files.reading import LostFile, StorageAway, read_stored
from leaderboard.files.store import store_once
from leaderboard.models import GeneratedImage, StoredImage
from leaderboard.models.clock import Now
from leaderboard.models.generation import RENDITION_SIDES
from leaderboard.pipeline.generation import deletion
from leaderboard.pipeline.work import queue, storage_watch
from leaderboard.pipeline.work.deleting import delete_file

log = logging.getLogger(__name__)

_LOST = RetryPolicy(max_attempts=1, base_s=60.0, cap_s=86_400.0)
"""A lost picture is checked after a minute, two, four, … and then once a day: it may be restored."""


def render(sha256: str) -> None:
    """Make the copies of one picture; does nothing if they are already recorded.

    A picture that cannot be read or drawn is retried later, with growing pauses, so that it does not delay the others.
    """
    stored = StoredImage.objects.filter(pk=sha256, rendered_at__isnull=True, deleted_at__isnull=True).first()
    if stored is None or _is_withheld(stored):
        return
    try:
        data = read_stored(stored.path)
        copies = {side: small_copy(data, max_side=side) for side in RENDITION_SIDES}
    except (LostFile, StorageAway) as error:
        storage_watch.reading_failed(error)
        _postpone(stored)
    except ImageFault as fault:
        log.warning("no copies of the picture %s could be made: %s", sha256, fault)
        _postpone(stored)
    else:
        for side, copy in copies.items():
            store_once(stored.rendition_path(side), copy)
        size = sum(len(copy) for copy in copies.values())
        StoredImage.objects.filter(pk=sha256).update(rendered_at=Now(), rendition_bytes=size)
        deletion.delete_files(sha256)  # if it was deleted meanwhile, possibly before these copies were stored


def render_again(stored: StoredImage) -> None:
    """Have lost copies made again. If the original is lost, too, operators are notified then.

    Nothing is done while the whole storage is unavailable: all pictures would be drawn again needlessly.
    """
    if storage_is_empty():
        storage_watch.file_missed(stored.path)
        return
    if _is_withheld(stored):
        return
    rendered = StoredImage.objects.filter(pk=stored.pk, rendered_at__isnull=False, deleted_at__isnull=True)
    if rendered.update(rendered_at=None, render_tries=0, queued_at=Now()):
        log.warning("the copies of the picture %s are lost and will be made again", stored.pk)
        queue.enqueue_on_commit(queue.RENDER, [stored.pk])


def withhold(stored: StoredImage) -> None:
    """Delete the copies of a hidden picture, because a CDN serves them to everyone who knows their address. The
    original is never served there. Its author then sees a placeholder until the picture is shown again.

    Raises:
        OSError: when the storage deletes nothing at the moment.
    """
    if _is_withheld(stored):
        for side in RENDITION_SIDES:
            delete_file(stored.rendition_path(side))


def _is_withheld(stored: StoredImage) -> bool:
    if not settings.SALON_DELIVERY.public_url:
        return False
    pictures = GeneratedImage.objects.filter(stored=stored)
    return pictures.exists() and not pictures.filter(hidden_at__isnull=True).exists()


def _postpone(stored: StoredImage) -> None:
    tries = stored.render_tries + 1
    # A message counts as lost when this time has passed, and then the picture is offered again.
    later = Now() + timedelta(seconds=_LOST.longest_s(tries))
    StoredImage.objects.filter(pk=stored.pk).update(render_tries=tries, queued_at=later)
