"""Claims: one worker wins, an expired lease is free again, and at most a window of rows stands in the queue."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from leaderboard.domain.stages import Stage
from leaderboard.models import Board, EndpointTrial, GeneratedImage, JudgedImage, Submission
from leaderboard.models.work import PlannedWork
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.judging import judging
from leaderboard.pipeline.scoring import scoring
from leaderboard.pipeline.submission import intake
from leaderboard.pipeline.submission.trials import begin_trial, claim_trial
from leaderboard.pipeline.work import leases
from tests.factories import running_submission
from tests.leaderboard.pipeline.runs import (
    SPEC,
    demo_pictures,
    endpoint_submission,
    judging_submission,
    new_generator,
    pass_time,
    upload_bundle,
)
from tests.leaderboard.pipeline.threads import overlapping, together

Claim = Callable[[int], object | None]
Kind = tuple[type[GeneratedImage | JudgedImage | Submission | EndpointTrial], Callable[[], int], Claim]


def a_planned_picture() -> int:
    return int(endpoint_submission().images.order_by("id")[0].pk)


def a_planned_judging() -> int:
    return int(judging_submission().judgings.order_by("id")[0].pk)


def an_unchecked_bundle() -> int:
    return upload_bundle(demo_pictures()).pk


def a_submission_to_score() -> int:
    return running_submission(stage=Stage.SCORING).pk


def a_trial() -> int:
    return begin_trial(new_generator().owner, SPEC, "Two cats").pk


KINDS: list[Kind] = [
    (GeneratedImage, a_planned_picture, pictures.claim_image),
    (JudgedImage, a_planned_judging, judging.claim_judging),
    (Submission, an_unchecked_bundle, intake.claim_check),
    (Submission, a_submission_to_score, scoring.claim_scoring),
    (EndpointTrial, a_trial, claim_trial),
]
every_kind = pytest.mark.parametrize(
    ("model", "make", "claim"), KINDS, ids=["picture", "judging", "check", "scoring", "trial"]
)


@pytest.mark.django_db(transaction=True)
@every_kind
def test_of_two_workers_with_the_same_message_one_wins(
    model: type[GeneratedImage], make: Callable[[], int], claim: Claim
) -> None:
    row_id = make()
    # The second worker has read the row as free and waits for its lock when the first one's claim is committed.
    first, second = overlapping(lambda: claim(row_id), lambda: claim(row_id))
    assert first is not None
    assert second is None
    assert model._default_manager.get(pk=row_id).attempt == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("model", "make", "claim"),
    [
        (GeneratedImage, lambda: endpoint_submission(base_url="https://one.example"), pictures.claim_image),
        (JudgedImage, lambda: judging_submission(pictures=12), judging.claim_judging),
    ],
)
def test_of_many_workers_with_the_same_messages_each_row_is_won_once(
    model: type[GeneratedImage | JudgedImage],
    make: Callable[[], Submission],
    claim: Claim,
    settings: LazySettings,
) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 100
    row_ids = list(model._default_manager.filter(submission=make()).values_list("pk", flat=True))

    def work() -> list[int]:
        return [row_id for row_id in row_ids if claim(row_id) is not None]

    won = [row_id for worker in together([work] * 4) for row_id in worker]
    assert sorted(won) == sorted(row_ids)


@pytest.mark.django_db
@every_kind
def test_a_claim_is_for_a_time_and_can_be_had_again_once_it_has_run_out(
    model: type[GeneratedImage], make: Callable[[], int], claim: Claim, settings: LazySettings
) -> None:
    row_id = make()
    assert claim(row_id) is not None
    row = model._default_manager.get(pk=row_id)
    assert row.lease_expires_at is not None
    assert row.lease_expires_at - timezone.now() <= timedelta(seconds=settings.SALON_LEASE_S)
    assert claim(row_id) is None
    pass_time(row, settings.SALON_LEASE_S + 1)
    assert claim(row_id) is not None
    again = model._default_manager.get(pk=row_id)
    assert again.attempt == 2
    assert again.lease_token != row.lease_token


@pytest.mark.django_db
@every_kind
def test_what_is_not_due_cannot_be_claimed(model: type[GeneratedImage], make: Callable[[], int], claim: Claim) -> None:
    row_id = make()
    model._default_manager.filter(pk=row_id).update(due_at=timezone.now() + timedelta(seconds=60))
    assert claim(row_id) is None
    assert claim(-1) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "claim"), [(make, claim) for model, make, claim in KINDS if model is not EndpointTrial]
)
def test_the_work_of_an_ended_submission_cannot_be_claimed(make: Callable[[], int], claim: Claim) -> None:
    row_id = make()
    Submission.objects.update(outcome="failed", cause="why", ended_at=timezone.now(), deadline_at=None)
    assert claim(row_id) is None


@pytest.mark.django_db
def test_only_the_holder_of_the_token_prolongs_a_lease() -> None:
    image = GeneratedImage.objects.get(pk=a_planned_picture())
    claimed = pictures.claim_image(image.pk)
    assert claimed is not None
    _, token = claimed
    mine = GeneratedImage.objects.filter(pk=image.pk)
    pass_time(image, 40)
    assert leases.extend(GeneratedImage, [uuid.uuid4()]) == 0
    assert leases.extend(GeneratedImage, [token]) == 1
    assert mine.get().lease_expires_at > timezone.now() + timedelta(seconds=30)  # type: ignore[operator]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [GeneratedImage, JudgedImage, Submission, EndpointTrial, Board])
def test_the_heartbeat_finds_its_rows_by_an_index(model: type[PlannedWork]) -> None:
    """Each table has one that contains only the rows that are leased."""
    held = model._default_manager.filter(lease_token__in=[uuid.uuid4(), uuid.uuid4()])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # which a table without rows would be read by
    assert "_leased " in held.order_by().explain()
