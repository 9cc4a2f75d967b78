"""Renditions: the small WebP copies of stored pictures that pages show, without metadata; made once per picture."""

from __future__ import annotations

from django.core.files.storage import default_storage

from leaderboard.domain.images.redraw import rendition
from leaderboard.files.store import store_once
from leaderboard.models import StoredImage
from leaderboard.models.clock import Now
from leaderboard.models.generation import RENDITION_SIDES


def render(sha256: str) -> None:
    """Make the copies of one picture; does nothing if they are already recorded."""
    stored = StoredImage.objects.filter(pk=sha256, rendered_at__isnull=True).first()
    if stored is None:
        return
    with default_storage.open(stored.path) as file:
        data = file.read()
    for side in RENDITION_SIDES:
        store_once(stored.rendition_path(side), rendition(data, max_side=side))
    StoredImage.objects.filter(pk=sha256).update(rendered_at=Now())
