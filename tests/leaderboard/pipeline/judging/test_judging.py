"""The judge's calls: planned once, claimed by one worker, recorded once, and owed until they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.outcome import FirstReply, JudgeOutcome
from leaderboard.domain.judging.records import judgement_record
from leaderboard.domain.judging.reply_parser import parse_reply
from leaderboard.domain.judging.verdicts import JudgementStatus, ParsedReply
from leaderboard.models import JudgedImage, JudgedImageStatus, Judgement
from leaderboard.pipeline.judging import judging
from leaderboard.pipeline.judging.judgements import COLUMNS
from leaderboard.pipeline.judging.judging import JudgeClaim
from leaderboard.pipeline.work import offers
from tests.leaderboard.pipeline.runs import judging_submission, make_due, pass_time, passing, record_all

pytestmark = pytest.mark.django_db


def a_row() -> JudgedImage:
    """A planned judging with more than one call to make."""
    return max(judging_submission(pictures=3).judgings.all(), key=lambda row: len(row.dimensions))


def claimed(row: JudgedImage) -> JudgeClaim:
    claim = judging.claim_judging(row.pk)
    assert claim is not None
    return claim


def record(claim: JudgeClaim, outcomes: list[JudgeOutcome], *, waiting_for: str = "") -> bool:
    return judging.record_judgements(claim, outcomes, distorted=False, waiting_for=waiting_for, retry_in_s=5)


def test_planning_again_plans_nothing_twice() -> None:
    submission = judging_submission(pictures=3)
    before = list(submission.judgings.values())
    judging.plan_judging(submission.images.select_related("prompt"), submission)
    assert list(submission.judgings.values()) == before


def test_a_claim_holds_the_calls_and_all_that_they_need() -> None:
    row = a_row()
    claim = claimed(row)
    assert claim.dimensions == tuple(row.dimensions)
    stored = row.image.stored
    assert stored is not None
    assert (claim.judging_id, claim.submission_id) == (row.pk, row.submission_id)
    assert (claim.profile_id, claim.profile_sha256) == (row.judge_profile_id, row.judge_profile.sha256)
    assert (claim.picture, claim.prompt) == (stored.path, row.image.prompt.texts[row.image.language])
    assert (claim.attempt, claim.broken_tries) == (1, 0)


def test_a_judgement_keeps_the_reply_as_evidence() -> None:
    row = a_row()
    claim = claimed(row)
    rubric = row.judge_profile.frozen.protocol.rubric
    dimension = claim.dimensions[0]
    facet = rubric.checklist(dimension)[0].path
    content = f'{{"{facet.sub_capability}": {{"{facet.facet}": {{"score": 2}}}}}}'
    reply = ChatReply(content, "It is sharp.", "stop", 1200, 80, 1024, 1.5)
    outcome = JudgeOutcome(dimension, reply, parse_reply(reply, rubric, dimension), prompt_neutralised=True)
    assert record(claim, [outcome, *(passing(claim, other) for other in claim.dimensions[1:])])
    row.refresh_from_db()
    assert (row.status, row.lease_token, row.waiting_for) == (JudgedImageStatus.JUDGED, None, "")
    judgement = row.judgements.get(dimension=dimension)
    assert (judgement.status, judgement.verdicts) == ("ok", [[facet.sub_capability, facet.facet, 2]])
    assert (judgement.content, judgement.reasoning, judgement.finish_reason) == (content, "It is sharp.", "stop")
    assert (judgement.prompt_tokens, judgement.completion_tokens, judgement.cached_tokens) == (1200, 80, 1024)
    assert (judgement.latency_s, judgement.attempt, judgement.prompt_neutralised) == (1.5, 1, True)
    assert judgement.profile_sha256 == row.judge_profile.sha256


def test_every_column_of_a_judgement_is_recorded() -> None:
    row = a_row()
    columns = judgement_record(passing(claimed(row), row.dimensions[0]), attempt=1, profile_sha256="")
    assert tuple(columns) == COLUMNS
    assert {field.column for field in Judgement._meta.concrete_fields} == {"id", "judging_id", "judged_at", *COLUMNS}


def test_both_replies_of_a_rescued_call_are_kept() -> None:
    claim = claimed(a_row())
    first = FirstReply(
        ChatReply("a\x00", None, "length", 10, 20, 0, 0.5), ParsedReply(JudgementStatus.TRUNCATED, {}, "cut")
    )
    outcomes = [replace(passing(claim, name), first=first) for name in claim.dimensions]
    assert record(claim, outcomes)
    assert list(Judgement.objects.values_list("first_reply", flat=True)) == [
        {
            "status": "truncated",
            "reason": "cut",
            "reasoning": "",
            "content": "a\\u0000",
            "finish_reason": "length",
            "prompt_tokens": 10,
            "completion_tokens": 20,
            "latency_s": 0.5,
        }
    ] * len(outcomes)


def test_a_picture_costs_a_statement_to_claim_one_to_record_and_one_to_offer_the_next(
    settings: LazySettings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.SALON_JUDGING_WINDOW = 1
    first, second, _ = judging_submission(pictures=3).judgings.order_by("pk")
    with django_assert_num_queries(1):
        claim = claimed(first)
    outcomes = [passing(claim, dimension) for dimension in claim.dimensions]
    with django_assert_num_queries(2):
        assert record(claim, outcomes)
        offers.offer_next(claim.submission_id)
    second.refresh_from_db()
    assert second.queued_at is not None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (JudgementStatus.MALFORMED, "no JSON object in the reply"),
        (JudgementStatus.TRUNCATED, "the reply was cut off at the token limit"),
        (JudgementStatus.REFUSED, "400 from the judge: the prompt is too long"),
    ],
)
def test_a_call_without_verdicts_is_kept_with_its_reason_and_not_owed_any_more(
    status: JudgementStatus, reason: str
) -> None:
    claim = claimed(a_row())
    outcomes = [JudgeOutcome(d, None, ParsedReply(status, {}, reason), False) for d in claim.dimensions]
    assert record(claim, outcomes)
    row = JudgedImage.objects.get(pk=claim.judging_id)
    assert row.status == JudgedImageStatus.JUDGED
    assert set(row.judgements.values_list("status", "reason")) == {(status.value, reason)}
    assert all(verdicts == [] for verdicts in row.judgements.values_list("verdicts", flat=True))


def test_texts_and_counts_that_postgresql_does_not_hold_are_kept_in_a_form_that_it_does() -> None:
    row = a_row()
    claim = claimed(row)
    reply = ChatReply("a\x00b\ud800c", "\x00", "\x00\udfff" * 40, -1, 2**40, 2**31 - 1, 0.1)
    parsed = parse_reply(reply, row.judge_profile.frozen.protocol.rubric, claim.dimensions[0])
    assert record(claim, [JudgeOutcome(d, reply, parsed, False) for d in claim.dimensions])
    judgement = Judgement.objects.filter(judging=claim.judging_id)[0]
    assert (judgement.content, judgement.reasoning) == ("a\\u0000b\\ud800c", "\\u0000")
    assert len(judgement.finish_reason) == 40
    assert (judgement.prompt_tokens, judgement.completion_tokens, judgement.cached_tokens) == (None, None, 2**31 - 1)


def test_calls_that_the_judge_could_not_take_stay_owed_and_say_why() -> None:
    row = a_row()
    claim = claimed(row)
    assert record(claim, [passing(claim, claim.dimensions[0])], waiting_for="the judge is away")
    row.refresh_from_db()
    assert (row.status, row.waiting_for) == (JudgedImageStatus.PLANNED, "the judge is away")
    assert (row.lease_token, row.queued_at) == (None, None)
    assert timedelta(seconds=3) < row.due_at - timezone.now() <= timedelta(seconds=5)
    assert judging.claim_judging(row.pk) is None  # it is not due
    make_due(row)
    again = claimed(row)
    assert again.dimensions == claim.dimensions[1:]
    assert record_all(again)
    row.refresh_from_db()
    assert (row.status, row.waiting_for) == (JudgedImageStatus.JUDGED, "")
    assert sorted(row.judgements.values_list("dimension", "attempt")) == sorted(
        (dimension, 1 if dimension == claim.dimensions[0] else 2) for dimension in claim.dimensions
    )


def test_a_record_with_an_old_token_changes_nothing(settings: LazySettings) -> None:
    row = a_row()
    slow = claimed(row)
    pass_time(row, settings.SALON_LEASE_S + 1)
    quick = claimed(row)
    before = JudgedImage.objects.filter(pk=row.pk).values().get()
    assert not record_all(slow)
    assert JudgedImage.objects.filter(pk=row.pk).values().get() == before
    assert row.judgements.count() == 0
    assert record_all(quick)
    assert not record_all(quick)
    assert not record_all(slow)
    assert row.judgements.count() == len(row.dimensions)


def test_no_more_than_the_window_stands_in_the_queue(settings: LazySettings) -> None:
    settings.SALON_JUDGING_WINDOW = 2
    submission = judging_submission(pictures=5)

    def queued() -> int:
        return submission.judgings.filter(status="planned", queued_at__isnull=False).count()

    assert queued() == 2
    assert not offers.offer_next(submission.pk)
    record_all(claimed(submission.judgings.filter(queued_at__isnull=False)[0]))
    assert offers.offer_next(submission.pk)
    assert queued() == 2


def test_what_waited_for_a_judge_is_due_as_soon_as_one_is_back() -> None:
    row = a_row()
    assert record(claimed(row), [], waiting_for="no reply from the judge")
    row.refresh_from_db()
    assert row.due_at > timezone.now()
    assert judging.wake_judgings(row.judge_profile) == 1
    row.refresh_from_db()
    assert (row.due_at <= timezone.now(), row.waiting_for) == (True, "")


def test_what_a_worker_holds_is_not_woken() -> None:
    row = a_row()
    claimed(row)
    assert judging.wake_judgings(row.judge_profile) == 0
