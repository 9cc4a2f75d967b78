"""Deleting a generator: only while nothing was ever public, whatever happens meanwhile; what is counted stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from leaderboard.models import AuditEntry, Generator, QuotaEntry, Submission, User, personal_team
from leaderboard.pipeline import accounts
from leaderboard.pipeline.administration.own_generators import delete_generator
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import EndpointSpec, submit_endpoint
from leaderboard.pipeline.submission.visibility import make_public, withdraw
from leaderboard.pipeline.work.quota import quota_state
from leaderboard.queries.visibility import own_generators, own_submissions, visible_submissions
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile, running_submission, scored_submission

FACTS: dict[str, Any] = {"name": "Again", "organisation": "A", "licence": "MIT"}
SPEC = EndpointSpec("https://images.example.org/v1", "painter", "", "", {})


def deleted(generator: Generator) -> Generator:
    delete_generator(generator, generator.owner)
    return Generator.objects.get(pk=generator.pk)


@pytest.mark.django_db
def test_its_facts_are_gone_and_its_submissions_are_seen_by_nobody_but_stay_counted() -> None:
    generator = GeneratorFactory.create(name="Secret plan", description="What we intend.", homepage="https://a.org/")
    owner: User = generator.owner
    submission = scored_submission(generator=generator)
    QuotaEntry.objects.create(user=owner, submission=submission, debited_at=timezone.now())
    left = quota_state(personal_team(owner)).left
    row = deleted(generator)
    assert row.deleted_at is not None
    assert "Secret" not in row.name
    assert (row.description, row.homepage, row.organisation) == ("", "", "deleted")
    assert not own_generators(owner).exists()
    assert not own_submissions(owner).exists()
    assert not visible_submissions(owner).exists()
    assert quota_state(personal_team(owner)).left == left
    given_up = Submission.objects.get()
    assert (given_up.files_deleted_because, given_up.outcome) == ("author", "scored")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.target_name) == ("generator.delete", owner.email, "Secret plan")
    deleted(generator)  # once more changes nothing
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_its_name_is_free_again_and_it_counts_against_no_limit(settings: Any) -> None:
    settings.SALON_ACCOUNT_GENERATORS = 1
    generator = GeneratorFactory.create(name="Again")
    deleted(generator)
    assert accounts.create_generator(generator.owner, FACTS).name == "Again"


@pytest.mark.django_db
def test_one_that_runs_or_was_ever_public_is_not_deleted() -> None:
    running = running_submission()
    with pytest.raises(SubmissionRefused, match="is running"):
        deleted(running.generator)
    public = scored_submission()
    make_public(public)
    withdraw(public)
    with pytest.raises(SubmissionRefused, match="are or were public"):
        deleted(public.generator)
    assert not Generator.objects.filter(deleted_at__isnull=False).exists()


@pytest.mark.django_db
def test_nothing_can_be_submitted_or_published_with_it() -> None:
    submission = scored_submission()
    load_pixel_profile()
    generator = deleted(submission.generator)
    with pytest.raises(SubmissionRefused, match="was deleted"):
        submit_endpoint(generator, load_demo_suite(), ["en"], SPEC)
    with pytest.raises(SubmissionRefused, match="was deleted"):
        make_public(submission)


def _deleting(generator: Generator) -> str:
    try:
        delete_generator(generator, generator.owner)
    except SubmissionRefused as refusal:
        return str(refusal)
    finally:
        connection.close()
    return ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["publishing", "submitting"])
def test_what_began_before_the_deletion_comes_first(first: str) -> None:
    submission = scored_submission()
    generator = submission.generator
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            if first == "publishing":
                make_public(submission)
            else:
                submit_endpoint(generator, submission.suite, ["en"], SPEC)
            deletion = other.submit(_deleting, generator)
            with pytest.raises(TimeoutError):
                deletion.result(timeout=0.5)  # it waits for the lock
        assert "public" in deletion.result() if first == "publishing" else "running" in deletion.result()
    assert Generator.objects.get(pk=generator.pk).deleted_at is None
