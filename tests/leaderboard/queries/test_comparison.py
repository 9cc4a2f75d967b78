"""Comparisons from the stored matrices: the same as computed plainly from the judgements."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import FACET_DEPTH, OVERALL, ScorePath
from leaderboard.domain.scoring.scores import image_scores
from leaderboard.models import Judgement, Kind, PromptSuite, ReleaseScore, ScoreMatrix, Submission
from leaderboard.pipeline.submission.visibility import withdraw
from leaderboard.queries import boards
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.comparison import Comparison, LevelGroup, candidates, compare_models, find_contenders
from leaderboard.queries.verdicts import verdicts_by_facet
from leaderboard.web.compare.prompts import compared_prompts
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db


def published(*submissions: Submission) -> ReleaseHead:
    release = publish(*submissions)
    head = boards.release_head(release.board.slug)
    assert head is not None
    return head


def three() -> tuple[list[Submission], ReleaseHead]:
    submissions = [
        mixed_submission(2, 1, 2, generator=GeneratorFactory.create(name="Aurora", organisation="North Lab")),
        mixed_submission(2, 1, 1, 0, None, generator=GeneratorFactory.create(name="Boreal", organisation="North Lab")),
        mixed_submission(0, 1, 0, 1, 2, generator=GeneratorFactory.create(name="Cirrus"), without="Quality"),
    ]
    return submissions, published(*submissions)


def compared(head: ReleaseHead, submissions: list[Submission]) -> Comparison:
    found = compare_models(head, find_contenders(head, [one.generator_id for one in submissions]))
    assert found is not None
    return found


def plain_scores(submission: Submission) -> dict[int, dict[ScorePath, float]]:
    """By prompt: all levels' scores of its picture, straight from the judgements."""
    verdicts: dict[int, dict[FacetPath, int | None]] = {}
    for judgement in Judgement.objects.filter(judging__submission=submission).select_related("judging__image"):
        of_image = verdicts.setdefault(judgement.judging.image.prompt_id, {})
        of_image |= {
            path: None if given == "N/A" else int(given) for path, given in verdicts_by_facet(judgement).items()
        }
    return {prompt: image_scores(given) for prompt, given in verdicts.items()}


def check_group(group: LevelGroup, plain: list[dict[int, dict[ScorePath, float]]]) -> None:
    known = 0
    for line in group.levels:
        for number, one in enumerate(line.differences):
            apart = [
                of_first[line.path] - plain[number + 1][prompt][line.path]
                for prompt, of_first in plain[0].items()
                if line.path in of_first and line.path in plain[number + 1][prompt]
            ]
            assert one.shared == len(apart)
            if len(apart) < 2:
                assert (one.low, one.high, one.settled) == (None, None, 0)
                continue
            known += 1
            mean = math.fsum(apart) / len(apart)
            squares = math.fsum((value - mean) ** 2 for value in apart)
            error = max(math.sqrt(squares / (len(apart) * (len(apart) - 1))), abs(mean) / len(apart))
            half = stats.t.isf(0.025 / group.statements, len(apart) - 1) * error
            assert (one.difference, one.low, one.high) == pytest.approx((mean, mean - half, mean + half))
            assert one.settled == int(mean - half > 1e-9) - int(mean + half < -1e-9)
    assert known == group.statements


def test_differences_are_those_computed_plainly_from_the_judgements_and_means_those_of_the_release() -> None:
    submissions, head = three()
    found = compared(head, submissions)
    plain = [plain_scores(one) for one in submissions]
    assert [len(group.levels) for group in (found.columns, found.sub_capabilities, found.facets)] == [6, 23, 56]
    for group in (found.columns, found.sub_capabilities, found.facets):
        check_group(group, plain)
    assert any(one.settled for line in found.columns.levels for one in line.differences)
    stored = {(score.row.submission_id, score.path): score.mean for score in ReleaseScore.objects.select_related("row")}
    for group in (found.columns, found.sub_capabilities, found.facets):
        for line in group.levels:
            for submission, mean in zip(submissions, line.means, strict=True):
                assert mean == stored[submission.pk, line.path]


def test_no_difference_below_the_judges_noise_is_settled() -> None:
    submissions, head = three()
    assert compared(head, submissions).columns.levels[0].differences[1].settled == 1
    noisy = ReleaseHead(head.release, head.columns, head.latest_number, {"": 60.0})
    assert compared(noisy, submissions).columns.levels[0].differences[1].settled == 0


def test_the_readers_order_decides_and_scores_that_are_not_kept_are_not_compared() -> None:
    submissions, head = three()
    forth, back = compared(head, submissions[:2]), compared(head, submissions[1::-1])
    assert [one.name for one in back.contenders] == ["Boreal", "Aurora"]
    for one, other in zip(forth.columns.levels, back.columns.levels, strict=True):
        assert one.differences[0].difference == pytest.approx(-(other.differences[0].difference or 0.0))
        assert one.differences[0].settled == -other.differences[0].settled
    ScoreMatrix.objects.filter(submission=submissions[1]).delete()
    listed = find_contenders(head, [one.generator_id for one in submissions])
    assert compare_models(head, listed) is None
    assert compare_models(head, listed[:1]) is None


def test_prompts_where_models_differ_most_with_scores_pictures_and_the_verdicts_that_differ() -> None:
    submissions, head = three()
    submissions = submissions[:2]
    found, plain = compared(head, submissions), [plain_scores(one) for one in submissions]
    path = ScorePath("Alignment")
    places = found.prompts_by_difference(path)
    shown = compared_prompts(head.board, found, places, OVERALL)
    assert len(shown) == 24
    gaps = [
        abs(plain[0][one.prompt.pk][path] - plain[1][one.prompt.pk][path])
        if all(path in of_model[one.prompt.pk] for of_model in plain)
        else -1.0
        for one in shown
    ]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[0] > gaps[-1]
    for one in shown:
        images = [submission.images.get(prompt=one.prompt) for submission in submissions]
        assert list(one.pictures) == images
        for line in one.scores:
            assert list(line.scores) == [of_model[one.prompt.pk].get(line.path) for of_model in plain]
        both = set(plain[0][one.prompt.pk]) & set(plain[1][one.prompt.pk])
        differing = {
            facet
            for facet in both
            if facet.depth == FACET_DEPTH and len({of[one.prompt.pk][facet] for of in plain}) == 2
        }
        assert {line.facet for line in one.differing} == differing
        assert all(line.is_target == (line.facet in one.prompt.target_facets) for line in one.differing)


def test_of_a_hidden_suite_there_are_differences_and_no_prompts() -> None:
    submissions, head = three()
    PromptSuite.objects.update(hidden=True)
    hidden = boards.release_head(head.board.slug)
    assert hidden is not None
    found = compared(hidden, submissions)
    assert found.columns.statements
    assert compared_prompts(hidden.board, found, [0, 1], OVERALL) == []


def test_models_are_found_by_words_and_a_withdrawn_one_says_so_and_is_not_offered() -> None:
    submissions, head = three()
    assert [one.name for one in candidates(head, "north", [])] == ["Aurora", "Boreal"]
    assert [one.name for one in candidates(head, "north bor", [])] == ["Boreal"]
    assert [one.name for one in candidates(head, "", [submissions[0].generator_id])] == ["Boreal", "Cirrus"]
    assert candidates(head, "nobody", []) == []
    withdraw(submissions[0])
    head = published(scored_submission())
    listed = find_contenders(head, [submissions[0].generator_id, submissions[1].generator_id, 999_999])
    assert [(one.name, one.is_withdrawn) for one in listed] == [("Aurora", True), ("Boreal", False)]
    assert "Aurora" not in [one.name for one in candidates(head, "", [])]


def test_an_import_is_compared_without_pictures() -> None:
    imported = scored_submission(kind=Kind.IMPORT)
    imported.images.update(status="imported", stored=None)
    own = mixed_submission()
    head = published(imported, own)
    shown = compared_prompts(head.board, compared(head, [imported, own]), [0], OVERALL)[0]
    assert [picture.stored_id is None for picture in shown.pictures if picture] == [True, False]
    assert shown.scores[0].scores[0] == 60.0
