"""Intervals never leave the scale on pages and in charts, and keep their full precision in files."""

from __future__ import annotations

import pytest
from django.test import Client

from leaderboard.models import ReleaseScore
from leaderboard.web.words.numbers import interval, on_scale, points_apart
from tests.factories import publish
from tests.leaderboard.mixed_scores import mixed_submission


def test_the_ends_of_an_interval_are_cut_at_the_ends_of_the_scale() -> None:
    assert interval(-3.2, 104.7) == "0.00 to 100.00"
    assert interval(78.104, 80.225) == "78.10 to 80.22"
    assert interval(None, None) == ""
    assert on_scale(-3.2, is_difference=True) == -3.2
    assert on_scale(-130.0, is_difference=True) == -100.0
    assert points_apart(-100.4) == "−100.00"
    assert points_apart(-0.001) == "0.00"


@pytest.mark.django_db
def test_pages_cut_what_files_keep() -> None:
    submission = mixed_submission()
    board = publish(submission).board.slug
    ReleaseScore.objects.update(mean_low=-4.56, mean_high=107.89)
    model = f"/boards/{board}/models/{submission.generator_id}/"
    facet = f"/boards/{board}/facets/quality-detail-noise/"
    for address in (model, facet, f"/models/{submission.generator_id}/", f"/boards/{board}/"):
        text = Client().get(address).content.decode()
        assert "107.89" not in text
        assert "4.56" not in text
    assert "0.00 to 100.00" in Client().get(facet).content.decode()
    scores = Client().get(f"/boards/{board}/releases/latest/models/{submission.generator_id}/scores.csv", follow=True)
    assert b"107.89" in b"".join(scores)
