"""Excluding a picture: scores, evidence and boards are made anew, and everybody can compute them again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import zstandard
from django.conf import LazySettings
from django.core.files.storage import default_storage

from leaderboard.domain.publishing.evidence import EvidenceDiffers, verify
from leaderboard.models import (
    AuditEntry,
    Board,
    Evidence,
    GeneratedImage,
    Judgement,
    Release,
    ReleaseRow,
    Submission,
    SubmissionScore,
    SupersededEvidence,
)
from leaderboard.pipeline.administration.pictures import exclude, hide, include, show
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.generation import deletion, renditions
from leaderboard.pipeline.publishing import publish as publishing
from leaderboard.pipeline.publishing.content import new_release
from leaderboard.pipeline.publishing.evidence import ensure_evidence
from leaderboard.pipeline.scoring import matrices
from tests.factories import publish, running_submission, scored_submission
from tests.leaderboard.pipeline.administration.actors import ANNA
from tests.leaderboard.pipeline.administration.test_takedown import with_pictures
from tests.leaderboard.pipeline.publishing.test_evidence import submission_with_replies

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "It shows a private person."


@pytest.fixture
def submission() -> Submission:
    """A public submission that excels, but for its first picture, which fails everywhere."""
    scored = scored_submission(verdict=2)
    publish(scored, scored_submission(verdict=1))
    return Submission.objects.get(pk=scored.pk)


@pytest.fixture
def spoilt(submission: Submission) -> GeneratedImage:
    image = submission.images.order_by("pk")[0]
    for judgement in Judgement.objects.filter(judging__image=image):
        judgement.verdicts = [[*names, 0] for *names, _ in judgement.verdicts]
        judgement.save()
    return image


def overall(submission: Submission) -> SubmissionScore:
    return SubmissionScore.objects.get(submission=submission, dimension="", scope="judged")


def released() -> Release:
    board = Board.objects.get()
    publishing.publish_board(board.pk)
    return board.releases.order_by("-number")[0]


def row_of(release: Release, submission: Submission) -> ReleaseRow:
    return release.rows.get(submission=submission)


def lines_of(path: str) -> Iterator[bytes]:
    with default_storage.open(path) as file:
        yield from io.BytesIO(zstandard.ZstdDecompressor().stream_reader(file).read())


def test_the_next_release_does_not_count_it_and_the_earlier_ones_keep_their_evidence(submission: Submission) -> None:
    before = released()
    image = submission.images.order_by("pk")[0]
    calls = Judgement.objects.filter(judging__image=image).count()
    exclude(image.pk, ANNA, WHY)
    assert overall(submission).images == 23
    after = released()
    assert after.number == before.number + 1
    old, new = row_of(before, submission), row_of(after, submission)
    assert (new.unranked_reason, old.planned_judgements - new.planned_judgements) == ("", calls)
    assert new.planned_judgements == new.judged_judgements
    earlier = SupersededEvidence.objects.get(submission=submission)
    assert (earlier.sha256, Evidence.objects.get(submission=submission).sha256) == (
        old.evidence_sha256,
        new.evidence_sha256,
    )
    assert default_storage.exists(earlier.path)


def test_anybody_can_compute_the_new_scores_from_the_new_evidence(real_replies: Submission) -> None:
    image = real_replies.images.order_by("pk")[0]
    exclude(image.pk, ANNA, WHY)
    lines = list(lines_of(ensure_evidence(real_replies).path))
    verified = verify(lines)
    assert verified.excluded == (f"prompt {image.prompt.key} (en): {WHY}",)
    assert verified.pictures == 24
    # Whoever counts it all the same gets other scores, and judgements beside the exclusion are no evidence.
    changed: dict[str, Any] = json.loads(lines[1])
    changed["judgements"] = json.loads(lines[2])["judgements"]
    with pytest.raises(EvidenceDiffers, match="excluded from scoring, but has judgements"):
        verify([lines[0], json.dumps(changed).encode(), *lines[2:]])
    del changed["excluded"]
    with pytest.raises(EvidenceDiffers):
        verify([lines[0], json.dumps(changed).encode(), *lines[2:]])


@pytest.fixture
def real_replies() -> Submission:
    """A scored submission whose replies can be read again."""
    return submission_with_replies()


def test_counting_it_again_gives_the_earlier_scores_and_evidence(submission: Submission) -> None:
    before, evidence = overall(submission).mean, Evidence.objects.get(submission=submission).sha256
    image = submission.images.order_by("pk")[0]
    exclude(image.pk, ANNA, WHY)
    released()
    include(image.pk, ANNA, "The person agrees.")
    assert row_of(released(), submission).evidence_sha256 == evidence
    assert overall(submission).mean == before
    assert [entry.action for entry in AuditEntry.objects.order_by("id")] == ["picture.exclude", "picture.include"]


def test_the_mean_is_that_of_the_other_pictures(submission: Submission, spoilt: GeneratedImage) -> None:
    exclude(spoilt.pk, ANNA, WHY)
    assert overall(submission).mean == 100.0
    assert row_of(released(), submission).scores.get(dimension="").mean == 100.0


def test_what_is_being_published_and_computed_meanwhile_is_dropped(
    submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture is excluded between the moment at which a matrix is computed and that at which it is stored."""
    board, image = Board.objects.get(), submission.images.order_by("pk")[0]
    publishing.request_releases(submission)
    claim = publishing.claim_board(board.pk)
    assert claim is not None
    submission.matrices.all().delete()
    compute = matrices._scores

    def compute_slowly(*args: Any) -> Any:
        scores = compute(*args)
        if GeneratedImage.objects.filter(pk=image.pk, excluded_at__isnull=True).exists():
            exclude(image.pk, ANNA, WHY)
        return scores

    monkeypatch.setattr(matrices, "_scores", compute_slowly)
    made = new_release(claim.board)
    with pytest.raises(publishing.ClaimLost):
        publishing._store(claim, made)
    assert row_of(released(), submission).scores.get(dimension="").images == 23


def test_each_action_is_possible_once_and_only_where_it_makes_sense(submission: Submission) -> None:
    image = submission.images.order_by("pk")[0].pk
    for act, undo in ((hide, show), (exclude, include)):
        with pytest.raises(ActionRefused):
            undo(image, ANNA, WHY)
        act(image, ANNA, WHY)
        with pytest.raises(ActionRefused, match="already"):
            act(image, ANNA, WHY)
        undo(image, ANNA, WHY)
    with pytest.raises(ActionRefused, match="reason"):
        hide(image, ANNA, "  ")
    with pytest.raises(ActionRefused, match="no scores"):
        exclude(running_submission().images.order_by("pk")[0].pk, ANNA, WHY)
    assert not GeneratedImage.objects.filter(hidden_at__isnull=False).exists()


def test_copies_of_a_hidden_picture_are_not_left_where_a_cdn_reads_them(
    submission: Submission, settings: LazySettings
) -> None:
    settings.SALON_DELIVERY = replace(settings.SALON_DELIVERY, public_url="https://cdn.example.org/")
    stored = with_pictures(submission, 1).images.order_by("pk")[0].stored
    assert stored is not None
    original, *copies = deletion.paths(stored)
    image = submission.images.order_by("pk")[0].pk
    hide(image, ANNA, WHY)
    renditions.render_again(stored)  # its author looks at it
    renditions.render(stored.pk)
    assert [default_storage.exists(path) for path in (original, *copies)] == [True, False, False]
    show(image, ANNA, "The person agrees.")
    renditions.render(stored.pk)
    assert all(default_storage.exists(path) for path in copies)
