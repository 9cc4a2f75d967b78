"""What an author states about a submission: frozen settings, also in releases and evidence; label and notes."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction

from leaderboard.domain.submission.generation_settings import GenerationSettings
from leaderboard.models import GenerationSettings as SettingsRow
from leaderboard.models import Submission
from leaderboard.pipeline.publishing.evidence import evidence_lines
from leaderboard.pipeline.submission.facts import SubmissionFacts, annotate, facts_of_json, freeze_settings
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from tests.factories import publish, running_submission, scored_submission

pytestmark = pytest.mark.django_db

STATED = GenerationSettings(steps=30, guidance=4.5, seed_policy="fixed", seed=7)


def test_settings_are_frozen_by_the_database() -> None:
    submission = running_submission()
    freeze_settings(submission, GenerationSettings())
    assert not SettingsRow.objects.exists()
    freeze_settings(submission, STATED)
    freeze_settings(submission, GenerationSettings(steps=50))  # a bundle's manifest comes after the form
    assert Submission.objects.get(pk=submission.pk).stated_settings == STATED
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        SettingsRow.objects.update(steps=50)


def test_settings_stand_in_the_release_and_the_evidence_and_nothing_does_without_them() -> None:
    with_settings, without = scored_submission(2), scored_submission(1)
    freeze_settings(with_settings, STATED)
    release = publish(with_settings, without)
    rows = {row["submission"]: row for row in release.content["rows"]}
    assert rows[with_settings.pk]["generation_settings"] == STATED.given()
    assert "generation_settings" not in rows[without.pk]
    with_settings, without = Submission.objects.order_by("pk")
    head, *_ = evidence_lines(with_settings)
    assert json.loads(head)["generation_settings"] == {"seed_policy": "fixed", "seed": 7, "steps": 30, "guidance": 4.5}
    assert b"generation_settings" not in next(iter(evidence_lines(without)))


def test_label_and_notes_can_be_changed_until_the_submission_is_public() -> None:
    submission = scored_submission(1, label="first", notes="slow")
    annotate(submission, label="second")
    assert Submission.objects.values_list("label", "notes").get() == ("second", "slow")
    annotate(submission)
    publish(submission)
    with pytest.raises(SubmissionRefused, match="as they were when it became public"):
        annotate(submission, notes="fast")
    assert Submission.objects.values_list("label", "notes").get() == ("second", "slow")


def test_facts_wait_as_json_with_an_upload() -> None:
    facts = SubmissionFacts("label", "abc123", "notes", STATED)
    assert facts_of_json(json.loads(json.dumps(facts.as_json()))) == facts
    assert facts_of_json({}) == SubmissionFacts()
