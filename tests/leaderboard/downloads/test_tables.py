"""Each format opens with a reader that is not ours, and holds the database's numbers at full precision."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from leaderboard.domain.canonical import seal
from leaderboard.domain.submission.generation_settings import NAMES, read_settings
from leaderboard.models import Judgement, Release, ReleaseScore, Submission
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission.facts import freeze_settings
from leaderboard.pipeline.submission.visibility import withdraw
from tests.leaderboard.downloads.reading import csv_rows, fetched, json_document, parquet_table

NUMBERS = (
    *("mean", "target_mean", "images", "standard_error", "mean_low", "mean_high", "rank", "rank_low", "rank_high"),
    *("field_difference", "field_low", "field_high"),
)
FACET = "quality-detail-noise"


def stored(**wanted: Any) -> dict[tuple[int, str, str, str], list[Any]]:
    """The database's numbers by submission and names."""
    scores = ReleaseScore.objects.filter(**wanted).select_related("row")
    return {
        (score.row.submission_id, score.dimension, score.sub_capability, score.facet): [
            getattr(score, name) for name in NUMBERS
        ]
        for score in scores
    }


def key(row: dict[str, Any]) -> tuple[int, str, str, str]:
    return int(row["submission"]), row["dimension"], row["sub_capability"], row["facet"]


def number(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize("table", ["levels", "facet", "scores"])
def test_scores_are_those_of_the_database(base: str, model: int, table: str) -> None:
    tables: dict[str, tuple[str, dict[str, Any]]] = {
        "levels": ("levels", {}),
        "facet": (f"facets/{FACET}", {"dimension": "Quality", "sub_capability": "Detail", "facet": "Noise"}),
        "scores": (f"models/{model}/scores", {"row__submission__generator": model}),
    }
    name, wanted = tables[table]
    expected = stored(**wanted)
    assert len(expected) == {"levels": 170, "facet": 2, "scores": 85}[table]
    lines = csv_rows(f"{base}{name}.csv")
    assert {key(row): [number(row[name]) for name in NUMBERS] for row in lines} == expected
    rows = parquet_table(f"{base}{name}.parquet").to_pylist()
    assert {key(row): [row[name] for name in NUMBERS] for row in rows} == expected
    if table != "levels":  # which is the sealed list as JSON
        assert json_document(f"{base}{name}.json")["rows"] == rows


def test_the_levels_file_is_what_the_release_seals(base: str, release: Release) -> None:
    document = json_document(f"{base}levels.json")
    assert seal(document["levels"]) == document["levels_sha256"] == release.content["levels"]["sha256"]
    assert document["submissions"] == [row["submission"] for row in release.content["rows"]]
    first = dict(zip(document["columns"], document["levels"][0][0], strict=True))
    assert (first["path"], first["rank"]) == ([], 1)


def test_the_seal_holds_where_a_model_was_withdrawn(base: str, release: Release) -> None:
    withdraw(Submission.objects.get(pk=release.content["rows"][0]["submission"]))
    publish.publish_board(release.board_id)
    newer = release.board.releases.get(number=2)
    document = json_document(base.replace("/1/", "/2/") + "levels.json")
    assert [len(scores) for scores in document["levels"]] == [85, 0]
    assert seal(document["levels"]) == newer.content["levels"]["sha256"]


def test_the_boards_parquet_is_its_csv(base: str) -> None:
    table = parquet_table(f"{base}board.parquet")
    lines = csv_rows(f"{base}board.csv")
    assert table.num_rows == len(lines) == 2
    for row, line in zip(table.to_pylist(), lines, strict=True):
        assert set(row) < set(line)
        for name, value in row.items():
            said = line[name].removeprefix("'")
            if isinstance(value, bool):
                assert said == str(value).lower()
            elif isinstance(value, int | float):
                assert type(value)(said) == value, name
            else:
                assert said == (value or ""), name
    assert table.column("overall").to_pylist()[0] == ReleaseScore.objects.get(row__position=1, dimension="").mean


@pytest.mark.parametrize("name", ["board", "table"])
def test_generation_settings_are_columns_where_they_are_stated(base: str, release: Release, name: str) -> None:
    first = release.content["rows"][0]["submission"]
    stated = {"size": "1024x1024", "seed_policy": "fixed", "seed": 7, "guidance": 4.5, "prompt_rewriting": False}
    freeze_settings(Submission.objects.get(pk=first), read_settings(stated))
    rows = parquet_table(f"{base}{name}.parquet").to_pylist()
    found = [{column: row[f"setting_{column}"] for column in NAMES} for row in rows]
    assert found == [dict.fromkeys(NAMES) | stated, dict.fromkeys(NAMES)]
    lines = csv_rows(f"{base}{name}.csv")
    assert [line["setting_guidance"] for line in lines] == ["4.5", ""]
    assert [line["setting_prompt_rewriting"] for line in lines] == ["false", ""]


@pytest.mark.parametrize("name", ["models/{model}/verdicts", "verdicts"])
def test_verdicts_are_those_of_the_judge(base: str, release: Release, model: int, name: str) -> None:
    address = base + name.format(model=model)
    wanted = {"judging__submission__generator": model} if "model" in name else {}
    given = {
        (judgement.judging.submission_id, judgement.judging.image.prompt.key, judgement.dimension, sub, facet): verdict
        for judgement in Judgement.objects.filter(**wanted).select_related("judging__image__prompt")
        for sub, facet, verdict in judgement.verdicts
    }
    for rows in (
        parquet_table(f"{address}.parquet").to_pylist(),
        json_document(f"{address}.json")["rows"],
        [
            row | {"verdict": int(row["verdict"]) if row["verdict"] else None, "submission": int(row["submission"])}
            for row in csv_rows(f"{address}.csv")
        ],
    ):
        found = {
            (row["submission"], row["prompt"], row["dimension"], row["sub_capability"], row["facet"]): row["verdict"]
            for row in rows
            if row["status"] == "ok"
        }
        assert found == given
        applies_not = [row for row in rows if row["status"] == "ok" and row["verdict"] is None]
        assert all(str(row["not_applicable"]).lower() == "true" for row in applies_not)


def test_the_citation_has_the_releases_address_with_and_without_a_public_one(base: str, settings: Settings) -> None:
    assert f"url    = {{http://testserver{base}}}" in fetched(f"{base}citation.bib").decode()
    settings.SALON_SITE_URL = "https://salon.example.org"
    assert f"url    = {{https://salon.example.org{base}}}" in fetched(f"{base}citation.bib").decode()


def test_licence_and_citation_are_inside(base: str, release: Release, model: int, settings: Settings) -> None:
    settings.SALON_SITE_URL = "https://salon.example.org"
    bibtex = fetched(f"{base}citation.bib").decode()
    assert bibtex.startswith(f"@misc{{salon-{release.board.slug}-1,")
    assert release.sha256 in bibtex
    for name in ("board", "levels", f"facets/{FACET}", f"models/{model}/scores", f"models/{model}/verdicts"):
        document = json_document(f"{base}{name}.json")
        assert (document["licence"], document["citation"]) == (settings.SALON_DATA_LICENCE, bibtex), name
        metadata = parquet_table(f"{base}{name}.parquet").schema.metadata
        about = {name.decode(): value.decode() for name, value in metadata.items()}
        assert (about["licence"], about["citation"], about["sha256"]) == (
            document["licence"],
            bibtex,
            release.sha256,
        ), name
        assert json.loads(about["facts"])["release"] == 1


def test_columns_say_what_they_mean(base: str) -> None:
    schema = parquet_table(f"{base}levels.parquet").schema
    assert all(field.metadata[b"meaning"].endswith(b".") for field in schema)
    columns = json_document(f"{base}facets/{FACET}.json")["columns"]
    assert [column["name"] for column in columns] == schema.names


def test_a_release_without_levels_has_no_files_of_them(base: str, release: Release, model: int, client: Client) -> None:
    ReleaseScore.objects.exclude(sub_capability="").delete()
    for name in ("levels.csv", "levels.json", f"facets/{FACET}.parquet"):
        assert client.get(base + name).status_code == 404
    fetched(f"{base}models/{model}/scores.csv")


def test_scores_are_in_the_order_of_the_rubric(base: str, release: Release, model: int) -> None:
    rows = json_document(f"{base}models/{model}/scores.json")["rows"]
    found = [(row["dimension"], row["sub_capability"], row["facet"]) for row in rows]
    assert found == list(release.board.judge_profile.frozen.protocol.rubric.levels)


def test_a_comparison_is_the_one_on_its_page(base: str, release: Release, model: int) -> None:
    (other,) = {row["generator"]["id"] for row in release.content["rows"]} - {model}
    address = f"{base}compare.%s?models={model},{other}"
    rows = parquet_table(address % "parquet").to_pylist()
    assert rows == json_document(address % "json")["rows"]
    assert [float(row["difference"]) for row in csv_rows(address % "csv")] == [row["difference"] for row in rows]
    means = {key[1:]: numbers[0] for key, numbers in stored(row__submission__generator=model).items()}
    assert {(row["dimension"], row["sub_capability"], row["facet"]): row["mean"] for row in rows} == means
    assert {row["settled"] for row in rows} <= {-1, 0, 1}
    for wrong in (f"{model}", f"{model},{model}", f"{model},999999", "a,b", f"{model},{'9' * 5000}", ""):
        assert Client().get(f"{base}compare.csv?models={wrong}").status_code == 404
