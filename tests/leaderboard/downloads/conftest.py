"""A release with two models whose scores are no round numbers."""

from __future__ import annotations

import pytest

from leaderboard.models import Release, ReleaseRow
from tests.factories import GeneratorFactory, publish
from tests.leaderboard.mixed_scores import mixed_submission


@pytest.fixture
def release(db: None) -> Release:
    """The first model leads."""
    painter = GeneratorFactory.create(name="=Painter, “the first”", licence="MIT")
    return publish(mixed_submission(2, 1, None, generator=painter), mixed_submission(2, 1, 0, lost=1))


@pytest.fixture
def base(release: Release) -> str:
    """The address below which the release's files are."""
    return f"/boards/{release.board.slug}/releases/{release.number}/"


@pytest.fixture
def model(release: Release) -> int:
    """The number of the model that leads."""
    return ReleaseRow.objects.select_related("submission").get(release=release, position=1).submission.generator_id
