"""Scores by kind of prompt."""

from __future__ import annotations

import pytest

from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import ImageScore
from leaderboard.web.author.strata import strata
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db


def test_every_picture_stands_once_in_each_group_but_the_dimensions() -> None:
    submission = mixed_submission()
    found = strata(submission, "en", Scope.JUDGED)
    scored = ImageScore.objects.filter(judging__submission=submission, scope="judged", overall__isnull=False)
    assert list(found) == ["length", "dimension", "field"]  # one language is no strata
    for group in ("length", "field"):
        assert sum(stratum.overall.images for stratum in found[group]) == scored.count()
    assert sum(stratum.overall.images for stratum in found["dimension"]) > scored.count()
    sizes = [stratum.overall.images for stratum in found["field"]]
    assert sizes == sorted(sizes, reverse=True)


def test_a_stratums_mean_is_that_of_its_pictures() -> None:
    submission = mixed_submission()
    prompts = {prompt.pk for prompt in submission.suite.prompts.all() if prompt.whole.is_short}
    rows = ImageScore.objects.filter(judging__submission=submission, scope="target").select_related("judging__image")
    values = [row.overall for row in rows if row.judging.image.prompt_id in prompts and row.overall is not None]
    (short,) = [stratum for stratum in strata(submission, "en", Scope.TARGET)["length"] if stratum.value == "short"]
    assert short.overall.value == pytest.approx(sum(values) / len(values), abs=1e-12)
    assert short.overall.images == len(values)
