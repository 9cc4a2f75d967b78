"""The pages' copies of stored pictures."""

from __future__ import annotations

import hashlib

import pytest
from django.utils import timezone

from leaderboard.domain.images.check import ImageFacts
from leaderboard.models import StoredImage
from leaderboard.pipeline.generation import pictures, renditions
from tests.leaderboard.domain.pictures import png


@pytest.mark.django_db
def test_a_picture_that_cannot_be_drawn_is_put_off_and_stands_before_no_other() -> None:
    data = png()[:900]
    facts = ImageFacts(hashlib.sha256(data).hexdigest(), "PNG", "RGB", 256, 256, len(data))
    stored = pictures.store_bytes(facts, data)
    for tries in (1, 2):
        renditions.render(stored.sha256)
        row = StoredImage.objects.get()
        assert (row.rendered_at, row.render_tries) == (None, tries)
        assert row.queued_at is not None
        assert row.queued_at > timezone.now()
