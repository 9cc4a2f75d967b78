"""``manage.py export_board``: what a board's latest release ranks, with every level at full precision."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from leaderboard.models import Board, Release, ReleaseRow, SubmissionScore
from leaderboard.pipeline.submission.visibility import make_public
from tests.factories import GeneratorFactory, publish
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> Release:
    """Three models, of which two have the same name."""
    generators = [GeneratorFactory.create(name=name) for name in ("Twin", "Twin", "Other")]
    return publish(
        *(mixed_submission(*verdicts, generator=g) for verdicts, g in zip(VERDICTS, generators, strict=True))
    )


VERDICTS = ((2, 1, 1, 0, 2, None, 1), (1, 0, 2), (0, 1, 0, None))


def export(board: Board, **options: Any) -> str:
    said = io.StringIO()
    call_command("export_board", board.slug, stdout=said, **options)
    return said.getvalue()


def leaves(tree: dict[str, Any], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], tuple[float, int]]:
    if "mean" in tree:
        return {path: (tree["mean"], tree["images"])}
    return {key: leaf for name, inner in tree.items() for key, leaf in leaves(inner, (*path, name)).items()}


def stored(submission: int, scope: str) -> dict[tuple[str, ...], tuple[float, int]]:
    rows = SubmissionScore.objects.filter(submission=submission, scope=scope)
    return {
        tuple(name for name in (row.dimension, row.sub_capability, row.facet) if name): (row.mean, row.images)
        for row in rows
    }


@pytest.mark.parametrize("scope", ["judged", "target"])
def test_every_level_is_there_to_the_last_bit_in_the_order_of_the_release(release: Release, scope: str) -> None:
    told = json.loads(export(release.board, full=True, scope=scope))
    assert (told["board"], told["release"], told["sha256"]) == (release.board.slug, 1, release.sha256)
    assert (told["scope"], told["language"]) == (scope, "en")
    rows = list(ReleaseRow.objects.filter(release=release).order_by("position"))
    assert [model["submission"] for model in told["models"].values()] == [row.submission_id for row in rows]
    assert [model["rank"] for model in told["models"].values()] == [1, 2, 3]
    for model in told["models"].values():
        levels = {name: model[name] for name in ("level1", "level2", "level3")}
        found = {path[1:]: leaf for path, leaf in leaves(levels).items()}
        found[()] = (model["total"]["mean"], model["total"]["images"])
        assert found == stored(model["submission"], scope)
        assert {len(path) for path in found} == {0, 1, 2, 3}


def test_the_short_form_has_what_the_release_sealed(release: Release) -> None:
    told = json.loads(export(release.board))
    for row in release.content["rows"]:
        model = next(one for one in told["models"].values() if one["submission"] == row["submission"])
        assert {name for name in model if name.startswith("level")} == {"level1"}
        sealed = {score["dimension"]: score["mean"] for score in row["scores"] if score["mean"] is not None}
        found = {name: leaf["mean"] for name, leaf in model["level1"].items()}
        assert {"": model["total"]["mean"], **found} == pytest.approx(sealed, abs=1e-9)


def test_two_models_of_one_name_are_told_apart(release: Release) -> None:
    names = json.loads(export(release.board))["models"]
    keys = {row.generator_name: row.submission_id for row in ReleaseRow.objects.filter(release=release)}
    assert len(names) == 3
    assert "Other" in names
    assert f"Twin (submission {keys['Twin']})" in names


def test_csv_has_a_line_per_model_and_level_with_the_same_numbers(release: Release) -> None:
    lines = list(csv.DictReader(io.StringIO(export(release.board, format="csv", full=True))))
    for submission in ReleaseRow.objects.values_list("submission_id", flat=True):
        found = {
            tuple(line[name] for name in ("dimension", "sub_capability", "facet") if line[name]): (
                float(line["mean"]),
                int(line["images"]),
            )
            for line in lines
            if line["submission"] == str(submission)
        }
        assert found == stored(submission, "judged")
    assert {line["level"] for line in lines} == {"total", "level1", "level2", "level3"}
    assert {line["suite_sha256"] for line in lines} == {release.board.suite.sha256}
    short = list(csv.DictReader(io.StringIO(export(release.board, format="csv"))))
    assert {line["level"] for line in short} == {"total", "level1"}


def test_what_was_withdrawn_is_not_exported(release: Release) -> None:
    ReleaseRow.objects.filter(release=release, position=1).update(withdrawn_at=timezone.now())
    assert len(json.loads(export(release.board))["models"]) == 2


def test_what_cannot_be_exported_is_said_and_why() -> None:
    with pytest.raises(CommandError, match=r"there is no board here; the boards are: none"):
        call_command("export_board", "here")
    submission = mixed_submission()
    make_public(submission)
    board = Board.objects.get()
    with pytest.raises(CommandError, match="has no release yet"):
        call_command("export_board", board.slug)
