"""Endpoint trials: limited per author, recorded by the holder of the claim, and the key is deleted with the result."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from leaderboard.models import EndpointTrial
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.trials import (
    TRIAL_PROMPTS,
    TRIALS_AT_A_TIME,
    TRIALS_PER_ADDRESS,
    TRIALS_PER_HOUR,
    begin_trial,
    claim_trial,
    record_trial,
    take_place,
    trial_prompt,
)
from tests.factories import load_demo_suite
from tests.leaderboard.pipeline.runs import SECRET, SPEC, make_due, new_generator, pass_time

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_prompt_is_the_suites_first_one_but_a_hidden_suites_prompts_are_never_sent(language: str) -> None:
    suite = load_demo_suite()
    texts = [prompt.texts[language] for prompt in suite.prompts.order_by("position")]
    assert trial_prompt(suite, language) == texts[0]
    suite.hidden = True
    assert trial_prompt(suite, language) == TRIAL_PROMPTS[language]
    assert TRIAL_PROMPTS[language] not in texts


def test_the_key_is_stored_encrypted() -> None:
    sealed = begin_trial(new_generator().owner, SPEC, "A cat").sealed_key
    assert sealed is not None
    assert SECRET.encode() not in bytes(sealed)


def test_tests_beyond_an_hours_number_are_refused_and_queue_nothing() -> None:
    owner = new_generator().owner
    for _ in range(TRIALS_PER_HOUR):
        begin_trial(owner, SPEC, "A cat")
        EndpointTrial.objects.update(ended_at=timezone.now())
    with pytest.raises(SubmissionRefused, match="per hour"):
        begin_trial(owner, SPEC, "A cat")
    assert EndpointTrial.objects.count() == TRIALS_PER_HOUR
    EndpointTrial.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert begin_trial(owner, SPEC, "A cat").pk


def test_an_author_waits_for_results_before_more_tests() -> None:
    owner = new_generator().owner
    first, _ = [begin_trial(owner, SPEC, "A cat") for _ in range(TRIALS_AT_A_TIME)]
    with pytest.raises(SubmissionRefused, match="have not ended"):
        begin_trial(owner, SPEC, "A cat")
    EndpointTrial.objects.filter(pk=first.pk).update(ended_at=timezone.now())
    assert begin_trial(owner, SPEC, "A cat").pk


def test_one_address_gets_a_few_calls_at_a_time_whoever_asks(settings: LazySettings) -> None:
    trials = [begin_trial(new_generator().owner, SPEC, "A cat") for _ in range(TRIALS_PER_ADDRESS + 2)]
    claims = [claim_trial(trial.pk) for trial in trials]
    taken = [take_place(claim[0].pk, claim[1], "192.0.2.1") for claim in claims[:-1] if claim is not None]
    assert taken == [True] * TRIALS_PER_ADDRESS + [False]
    given_back = EndpointTrial.objects.get(pk=trials[-2].pk)
    assert (given_back.lease_token, given_back.queued_at, given_back.address) == (None, None, "")
    assert given_back.due_at > timezone.now()
    # Another address is not concerned, and a lost claim takes no place.
    last = claims[-1]
    assert last is not None
    assert take_place(last[0].pk, last[1], "192.0.2.2")
    assert not take_place(last[0].pk, uuid.uuid4(), "192.0.2.2")
    # A place is free again when its trial has ended, and when its worker is lost.
    first, second = claims[:2]
    assert first is not None
    assert second is not None
    record_trial(first[0].pk, first[1], error="no reply in time")
    pass_time(second[0], settings.SALON_LEASE_S + 1)
    for trial in (trials[-2], begin_trial(new_generator().owner, SPEC, "A cat")):
        make_due(trial)
        claim = claim_trial(trial.pk)
        assert claim is not None
        assert take_place(trial.pk, claim[1], "192.0.2.1")


def test_a_trial_forgets_its_key_with_its_result_and_takes_no_result_of_a_lost_claim(settings: LazySettings) -> None:
    trial = begin_trial(new_generator().owner, SPEC, "Two cats")
    slow = claim_trial(trial.pk)
    assert slow is not None
    pass_time(trial, settings.SALON_LEASE_S + 1)
    quick = claim_trial(trial.pk)
    assert quick is not None
    record_trial(trial.pk, slow[1], error="timed out")
    trial.refresh_from_db()
    assert (trial.ended_at, trial.error) == (None, "")
    record_trial(trial.pk, quick[1], picture=b"webp", facts="PNG, 512×512 px")
    trial.refresh_from_db()
    assert (trial.sealed_key, trial.sealed_configuration, trial.extra) == (None, None, {})
    assert (bytes(trial.picture or b""), trial.facts, trial.lease_token) == (b"webp", "PNG, 512×512 px", None)
