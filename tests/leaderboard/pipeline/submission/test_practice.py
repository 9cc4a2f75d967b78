"""Practice submissions: a part of the suite, a quota of their own, and never public."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from leaderboard.domain.gate.verdicts import Verdict
from leaderboard.domain.suite import practice as rule
from leaderboard.models import Generator, Outcome, Prompt, Repeatability, Submission, suites
from leaderboard.models.clock import Now
from leaderboard.models.work import NEEDS_PRACTICE
from leaderboard.pipeline.admission.waiting import judge_calls
from leaderboard.pipeline.gate.submissions import compare_submissions
from leaderboard.pipeline.submission import intake
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import submit_endpoint
from leaderboard.pipeline.submission.visibility import make_public
from leaderboard.pipeline.work import quota
from leaderboard.queries.submissions import progress
from tests.factories import load_demo_suite, load_pixel_profile, publish, scored_submission
from tests.leaderboard.pipeline.runs import SPEC, demo_pictures, new_generator, reloaded, upload_bundle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def six_prompts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A practice subset that is smaller than the demo suite."""
    monkeypatch.setattr(rule, "PRACTICE_PROMPTS", 6)
    suites._practice.cache_clear()
    yield
    suites._practice.cache_clear()


def submit(generator: Generator | None = None, *, practice: bool = True) -> Submission:
    load_pixel_profile()
    return submit_endpoint(generator or new_generator(), load_demo_suite(), ["en", "zh"], SPEC, practice=practice)


def scored(verdict: int = 1) -> Submission:
    return scored_submission(verdict, practice_rule=rule.RULE)


def test_it_plans_the_subset_in_each_language_and_only_its_judge_calls() -> None:
    submission = submit()
    keys = load_demo_suite().practice().keys
    planned = submission.images.values_list("language", "prompt__key").order_by("id")
    assert list(planned) == [(language, key) for language in ("en", "zh") for key in keys]
    row = reloaded(submission)
    assert row.judge_calls == 2 * judge_calls(row.suite, row.judge_profile, rule.RULE)
    assert row.judge_calls < 2 * judge_calls(row.suite, row.judge_profile) / 2
    assert row.needs == NEEDS_PRACTICE
    state = progress(row)
    assert (state.images_planned, state.calls_planned) == (12, row.judge_calls)


def test_its_quota_and_that_of_other_submissions_do_not_touch(settings: LazySettings) -> None:
    settings.SALON_PRACTICE_A_DAY = 2
    generator = new_generator()
    left = quota.quota_state(generator.team).left
    for _ in range(2):
        submit(generator)
    with pytest.raises(quota.PracticeExhausted, match="2 practice submissions in 24 hours are used"):
        submit(generator)
    assert quota.quota_state(generator.team).left == left
    submit(generator, practice=False)
    assert quota.quota_state(generator.team).left == left - 1
    assert quota.quota_state(generator.team, practice=True).left == 0


def test_it_delays_neither_others_nor_its_authors_ranked_submissions() -> None:
    generator = new_generator()
    ranked_before = submit(new_generator(), practice=False)
    practice = [reloaded(submit(generator)) for _ in range(8)]
    ranked = reloaded(submit(generator, practice=False))
    sizes = {(row.share_end or 0) - (row.share_start or 0) for row in practice}
    assert sizes == {4 * (practice[0].judge_calls or 0)}
    assert ranked.share_start == practice[0].share_start
    assert (practice[-1].share_end or 0) > (ranked.share_end or 0) > (reloaded(ranked_before).share_start or 0)


def test_its_bundle_has_the_subset_and_nothing_else() -> None:
    load_demo_suite()
    keys = load_demo_suite().practice().keys
    files = {name: data for name, data in demo_pictures().items() if name.partition(".")[0] in keys}
    assert len(files) == 6
    outcomes = []
    for sent in (files, demo_pictures()):
        bundle = upload_bundle(sent, practice=True)
        before = progress(bundle)
        assert before.images_planned == 6
        claim = intake.claim_check(bundle.pk)
        assert claim is not None
        intake.take_in(*claim)
        outcomes.append((reloaded(bundle).outcome, bundle.images.count()))
    assert outcomes == [(Outcome.RUNNING, 6), (Outcome.REJECTED, 0)]


def test_it_is_never_public_whoever_tries() -> None:
    submission = scored()
    with pytest.raises(SubmissionRefused, match="never public"):
        make_public(submission)
    with pytest.raises(IntegrityError, match="submission_practice_is_private"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(public_at=Now())


def test_it_does_not_count_as_an_attempt_on_the_board() -> None:
    generator = new_generator()
    scored_submission(generator=generator, practice_rule=rule.RULE)
    release = publish(scored_submission(generator=generator))
    assert release.rows.get().attempts == 1


def test_two_of_them_are_compared_on_their_prompts_and_one_with_a_whole_suite() -> None:
    better, worse, whole = scored(2), scored(0), scored_submission(1)
    compared = compare_submissions(better, worse)
    assert compared.result.levels[0].prompts == 6
    assert compared.result.verdict is Verdict.WORSE
    assert compare_submissions(whole, better).result.levels[0].prompts == 6


def test_the_judges_noise_is_larger_on_few_prompts() -> None:
    first, second = scored(), scored()
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
        report={"across": {"levels": [["", 5.0, 2.0]]}},
    )
    floor = compare_submissions(first, second).result.levels[0].requirement.noise_floor
    assert floor == pytest.approx(2.46 * 2.0 * 2)  # a quarter of the prompts


def test_the_subset_is_part_of_the_suite() -> None:
    suite = load_demo_suite()
    keys = set(Prompt.objects.filter(suite=suite).values_list("key", flat=True))
    assert set(suite.practice().keys) < keys
