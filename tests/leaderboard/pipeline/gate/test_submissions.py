"""The gate on submissions in the database: what it compares, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from leaderboard.domain.gate.verdicts import GateError, Verdict
from leaderboard.models import Judgement, Repeatability, Submission
from leaderboard.pipeline.gate.submissions import compare_submissions
from tests.factories import running_submission, scored_submission

pytestmark = pytest.mark.django_db


def test_private_submissions_are_compared_level_by_level() -> None:
    excellent, passes = scored_submission(2), scored_submission(1)
    compared = compare_submissions(excellent, passes, margins={"overall": 1.0, "real-world-fidelity": 45.0})
    assert (compared.language, compared.result.verdict) == ("en", Verdict.WORSE)
    overall, fidelity = compared.result.levels
    assert (overall.baseline, overall.candidate, overall.difference, overall.prompts) == (100.0, 60.0, -40.0, 24)
    assert fidelity.requirement.level == "real-world-fidelity"
    assert fidelity.verdict is Verdict.EQUIVALENT
    assert compare_submissions(passes, excellent).result.verdict is Verdict.BETTER


def test_a_rerun_with_equal_scores_passes_with_a_margin_that_its_prompts_can_show() -> None:
    first, second = scored_submission(1), scored_submission(1)
    assert compare_submissions(first, second).result.verdict is Verdict.UNDECIDED
    assert compare_submissions(first, second, margins={"overall": 2.0}).result.verdict is Verdict.EQUIVALENT


def test_the_judges_measured_noise_widens_the_interval() -> None:
    first, second = scored_submission(1), scored_submission(1)
    Repeatability.objects.create(
        judge_profile=first.judge_profile,
        server="http://judge",
        rounds=3,
        in_flight=64,
        pictures=[{}] * 24,
        canary_pictures=6,
        calls=0,
        missing=0,
        bands=[],
        report={"across": {"levels": [["", 5.0, 2.0], ["Quality", 5.0, 1.0]]}},
    )
    overall = compare_submissions(first, second).result.levels[0]
    assert overall.requirement.noise_floor == pytest.approx(2.46 * 2.0)
    assert overall.high == pytest.approx(2.46 * 2.0)


def test_the_language_is_the_baselines_first_that_both_have() -> None:
    both, chinese = scored_submission(languages=["en", "zh"]), scored_submission(languages=["zh"])
    assert compare_submissions(both, chinese).language == "zh"
    with pytest.raises(GateError, match=r"share the prompt languages: zh; en is expected"):
        compare_submissions(both, chinese, language="en")
    with pytest.raises(GateError, match=r"share the prompt languages: none; at least one is expected"):
        compare_submissions(scored_submission(languages=["en"]), chinese)


@pytest.mark.parametrize(
    ("margins", "message"),
    [
        ({"beauty": 1.0}, "there is no level beauty; expected are overall, quality, "),
        ({"overall": -1.0}, "the margin of overall is -1.0"),
        ({}, "at least one is expected"),
    ],
)
def test_wrong_levels_and_margins_are_refused(margins: dict[str, Any], message: str) -> None:
    with pytest.raises(GateError, match=message):
        compare_submissions(scored_submission(), scored_submission(), margins=margins)


def test_submissions_without_scores_or_incomplete_ones_are_refused() -> None:
    scored, incomplete = scored_submission(), scored_submission()
    with pytest.raises(GateError, match=r"has no scores \(running\); a scored one is expected"):
        compare_submissions(scored, running_submission())
    with pytest.raises(GateError, match="two submissions are expected"):
        compare_submissions(scored, scored)
    missing = Judgement.objects.filter(judging__submission=incomplete)[:5].values("pk")
    Judgement.objects.filter(pk__in=list(missing.values_list("pk", flat=True))).update(status="unreadable", verdicts=[])
    with pytest.raises(GateError, match=r"planned judgements; 99% are expected"):
        compare_submissions(scored, incomplete)


def test_scores_of_two_judge_profiles_are_never_compared() -> None:
    scored, other = scored_submission(), scored_submission()
    profile = other.judge_profile
    profile.pk = None
    profile.version = "other"
    profile.sha256 = "1" * 64
    profile.save()
    Submission.objects.filter(pk=other.pk).update(judge_profile=profile)
    with pytest.raises(GateError, match=r"judge profile .* only scores of the same one can be compared"):
        compare_submissions(scored, Submission.objects.get(pk=other.pk))
