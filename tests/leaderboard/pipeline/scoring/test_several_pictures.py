"""Several pictures per prompt in the database: scores, matrices, releases, gates and evidence count prompts."""

from __future__ import annotations

import json

import numpy as np
import pytest

from leaderboard.domain.publishing.evidence import EvidenceDiffers, verify
from leaderboard.domain.statistics.summaries import means
from leaderboard.models import PromptSuite, ReleaseScore, Submission
from leaderboard.pipeline.administration.pictures import exclude
from leaderboard.pipeline.gate.submissions import DEFAULT_MARGINS, compare_submissions
from leaderboard.pipeline.publishing.evidence import evidence_lines
from leaderboard.pipeline.publishing.ranking import board_entries
from leaderboard.pipeline.scoring.matrices import score_array
from tests.factories import publish
from tests.leaderboard.pipeline.administration.actors import ANNA
from tests.leaderboard.several import several_submission

pytestmark = pytest.mark.django_db


def scores(submission: Submission) -> dict[tuple[object, ...], tuple[object, ...]]:
    return {
        (row.language, row.scope, row.path): (
            *(row.mean, row.images, row.standard_error),
            *(row.not_applicable, row.missing),
        )
        for row in submission.scores.all()
    }


@pytest.mark.parametrize("samples", [2, 3, 4])
def test_equal_copies_score_as_one_picture_on_all_levels(samples: int) -> None:
    one, several = several_submission(1), several_submission(samples, same=True)
    assert several.images.count() == samples * one.images.count()
    assert scores(several) == scores(one)


def test_a_release_counts_prompts_and_all_planned_calls() -> None:
    one, several = several_submission(1), several_submission(3, same=True)
    release = publish(one, several)
    board = release.board
    matrices = score_array(board, [one, several])
    np.testing.assert_array_equal(matrices[0], matrices[1])
    rows = {row["submission"]: row for row in release.content["rows"]}
    assert "pictures_per_prompt" not in rows[one.pk]
    assert rows[several.pk]["pictures_per_prompt"] == 3
    assert rows[several.pk]["planned_judgements"] == 3 * rows[one.pk]["planned_judgements"]
    assert [row["unranked_reason"] for row in rows.values()] == ["", ""]
    assert rows[one.pk]["scores"] == rows[several.pk]["scores"]
    levels = [
        list(
            ReleaseScore.objects.filter(row__release=release, row__submission=submission)
            .order_by("id")
            .values_list("mean", "images", "standard_error", "rank_low", "rank_high", "target_mean")
        )
        for submission in (one, several)
    ]
    assert levels[0] == levels[1]


def test_the_means_over_a_matrix_are_the_stored_scores() -> None:
    submission = several_submission(2)
    board = publish(submission).board
    stored = {row.path: row.mean for row in submission.scores.filter(language="en", scope="judged")}
    levels = submission.judge_profile.frozen.protocol.rubric.levels
    of_levels = means(score_array(board, [submission]))[0].tolist()
    assert {path: mean for path, mean in zip(levels, of_levels, strict=True) if not np.isnan(mean)} == stored


def test_a_gate_between_equal_copies_and_one_picture_sees_no_difference() -> None:
    one, several = several_submission(1), several_submission(2, same=True)
    result = compare_submissions(one, several, margins=DEFAULT_MARGINS).result
    assert {(level.difference, level.prompts) for level in result.levels} == {(0.0, 24)}


@pytest.mark.parametrize("hidden", [False, True])
def test_evidence_of_several_pictures_verifies(hidden: bool) -> None:
    submission = several_submission(2, languages=("en", "zh"))
    PromptSuite.objects.update(hidden=hidden)
    lines = list(evidence_lines(Submission.objects.get(pk=submission.pk)))
    report = verify(lines)
    assert (report.pictures, report.scores) == (24 * 2 * 2, submission.scores.count())
    head, first, second = (json.loads(line) for line in lines[:3])
    assert (head["format"], head["pictures_per_prompt"]) == ("salon-evidence-2", 2)
    assert first["prompt"] == second["prompt"] is not None
    assert isinstance(first["prompt"], int) == hidden
    assert (first["sample"], second["sample"]) == (1, 2)
    with pytest.raises(EvidenceDiffers, match=r"sample 2\) is missing"):
        verify([lines[0], lines[1], *lines[3:]])


def test_an_excluded_picture_leaves_its_prompt_the_others() -> None:
    submission = several_submission(2)
    excluded = submission.images.select_related("prompt").order_by("id")[1]
    exclude(excluded.pk, ANNA, "It shows a person.")
    report = verify(evidence_lines(Submission.objects.get(pk=submission.pk)))
    assert report.excluded == (f"prompt {excluded.prompt.key} (en, sample 2): It shows a person.",)
    assert submission.scores.get(language="en", scope="judged", dimension="").images == 24
    entry = board_entries(publish(submission).board, [submission])[0]
    assert entry.planned == entry.judged
