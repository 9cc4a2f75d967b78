"""Submissions side by side: what is compared, and what is refused with which words."""

from __future__ import annotations

import pytest

from leaderboard.models import Judgement, ScoreMatrix
from leaderboard.pipeline.gate.side_by_side import NotComparable, side_by_side
from leaderboard.queries.comparison import comparison_of, submission_contenders
from tests.factories import running_submission, scored_submission

pytestmark = pytest.mark.django_db


def test_private_submissions_are_compared_as_models_of_a_release_are() -> None:
    first, second = scored_submission(2, label="fast"), scored_submission(1)
    together = side_by_side([first, second])
    assert together.scores.shape == (2, 24, 85)
    assert together.incomplete == ()
    contenders = submission_contenders([first, second], shows_labels=True)
    comparison = comparison_of(contenders, together.levels, together.scores, together.noise_floor)
    overall = comparison.columns.levels[0]
    assert overall.means == (100.0, 60.0)
    assert (overall.differences[0].difference, overall.differences[0].settled) == (40.0, 1)
    assert comparison.contenders[0].name == f"{first.generator.name} #{first.pk} · fast"
    assert ScoreMatrix.objects.count() == 2


def test_an_incomplete_submission_is_compared_and_named() -> None:
    first, second = scored_submission(1), scored_submission(1)
    missing = Judgement.objects.filter(judging__submission=second).order_by("pk")[:10]
    Judgement.objects.filter(pk__in=list(missing.values_list("pk", flat=True))).delete()
    assert side_by_side([first, second]).incomplete == (second,)


def test_the_language_is_one_that_all_have() -> None:
    both, chinese = scored_submission(1, languages=["en", "zh"]), scored_submission(1, languages=["zh"])
    together = side_by_side([both, chinese])
    assert (together.languages, together.board.language) == (("zh",), "zh")
    with pytest.raises(NotComparable, match="share the prompt languages zh; en is not one"):
        side_by_side([both, chinese], "en")


def test_what_cannot_be_compared_is_refused_with_the_reason() -> None:
    scored, running = scored_submission(1), running_submission()
    with pytest.raises(NotComparable, match="1 submission was chosen; 2 to 4"):
        side_by_side([scored])
    with pytest.raises(NotComparable, match=f"submission {running.pk} has no scores"):
        side_by_side([scored, running])
