"""Unlisting: later releases leave a submission or model out, and nothing older takes its place."""

from __future__ import annotations

import pytest

from leaderboard.models import Board, Release, Submission
from leaderboard.pipeline.administration.listing import (
    relist_model,
    relist_submission,
    unlist_model,
    unlist_submission,
)
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.publishing import publish as publishing
from tests.factories import publish, scored_submission
from tests.leaderboard.pipeline.administration.actors import ANNA
from tests.leaderboard.pipeline.runs import reloaded

pytestmark = pytest.mark.django_db

WHY = "Its pictures are another model's."


def listed(release: Release | None = None) -> set[int]:
    board = Board.objects.get()
    publishing.publish_board(board.pk)
    newest = release or board.releases.order_by("-number")[0]
    return set(newest.rows.values_list("submission_id", flat=True))


@pytest.fixture
def both() -> tuple[Submission, Submission]:
    """Two submissions of one model, of which the board lists the newer one; and another model's."""
    older, other = scored_submission(), scored_submission()
    newer = scored_submission(generator=older.generator)
    publish(older, other, newer)
    return newer, other


def test_an_unlisted_submission_is_in_no_later_release_until_it_is_listed_again(
    both: tuple[Submission, Submission],
) -> None:
    newer, other = both
    sealed = Board.objects.get().releases.get()
    unlist_submission(newer.pk, ANNA, WHY)
    assert listed() == {other.pk}
    assert listed(sealed) == {newer.pk, other.pk}
    assert reloaded(newer).unlisted_reason == WHY
    relist_submission(newer.pk, ANNA, "It was shown to be its own.")
    assert listed() == {newer.pk, other.pk}


def test_an_unlisted_model_stays_away_whatever_its_author_publishes(both: tuple[Submission, Submission]) -> None:
    newer, other = both
    unlist_model(newer.generator_id, ANNA, WHY)
    publish(newest := scored_submission(generator=newer.generator))
    assert listed() == {other.pk}
    relist_model(newer.generator_id, ANNA, "Settled.")
    assert listed() == {newest.pk, other.pk}


def test_each_is_possible_once(both: tuple[Submission, Submission]) -> None:
    newer, _ = both
    for act, undo, key in (
        (unlist_submission, relist_submission, newer.pk),
        (unlist_model, relist_model, newer.generator_id),
    ):
        with pytest.raises(ActionRefused, match="not unlisted"):
            undo(key, ANNA, WHY)
        act(key, ANNA, WHY)
        with pytest.raises(ActionRefused, match="already"):
            act(key, ANNA, WHY)
    with pytest.raises(ActionRefused, match="not public"):
        unlist_submission(scored_submission().pk, ANNA, WHY)
