"""A release's files: full precision, everything that identifies it, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from django.test import Client

from leaderboard.domain.canonical import seal
from leaderboard.models import Release, ReleaseScore
from leaderboard.web.words.numbers import round_score
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db
SLUG = "demo-1-pixel-baseline-3-en"
KEYS = {
    "": "overall",
    "Quality": "quality",
    "Aesthetics": "aesthetics",
    "Alignment": "alignment",
    "Real-world Fidelity": "real_world_fidelity",
    "Creative Generation": "creative_generation",
}


def address(kind: str, number: int = 1) -> str:
    return f"/boards/{SLUG}/releases/{number}/board.{kind}"


def csv_rows(client: Client, number: int = 1) -> list[dict[str, str]]:
    return list(csv.DictReader(client.get(address("csv", number)).getvalue().decode("utf-8-sig").splitlines()))


def document(client: Client) -> dict[str, Any]:
    return dict(json.loads(client.get(address("json")).getvalue()))


def test_the_csv_holds_every_score_as_the_database_has_it(client: Client) -> None:
    publish(mixed_submission(), mixed_submission(2, 1, 0))
    rows = {row["submission"]: row for row in csv_rows(client)}
    scores = ReleaseScore.objects.filter(sub_capability="").select_related("row")
    assert len(rows) == 2
    assert len(scores) == 12
    for score in scores:
        row, key = rows[str(score.row.submission_id)], KEYS[score.dimension]
        assert float(row[key]) == score.mean
        assert float(row[f"{key}_target"]) == score.target_mean
        assert int(row[f"{key}_rank"]) == score.rank


def test_both_files_round_to_the_numbers_on_the_page(client: Client) -> None:
    publish(mixed_submission())
    (row,) = csv_rows(client)
    (line,) = document(client)["content"]["rows"]
    for scope, name, suffix in (("judged", "mean", ""), ("target", "target_mean", "_target")):
        page = client.get(f"/boards/{SLUG}/?scope={scope}", follow=True).content.decode()
        for score in line["scores"]:
            value = float(row[KEYS[score["dimension"]] + suffix])
            assert score[name] == value
            assert f"<td>{round_score(value)}" in page


def test_the_csv_identifies_the_release_on_every_line(client: Client) -> None:
    release = publish(scored_submission(), scored_submission())
    for row in csv_rows(client):
        assert row["sha256"] == release.sha256
        assert row["suite_sha256"] == release.board.suite.sha256
        assert row["judge_profile_sha256"] == release.board.judge_profile.sha256
        assert row["published_at"] == release.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert row["caveat"] == "pixel baseline, not comparable with Q-Judger"
        assert (row["board"], row["release"], row["language"]) == (SLUG, "1", "en")


def test_a_missing_score_is_an_empty_cell_and_a_null(client: Client) -> None:
    publish(mixed_submission(without="Quality"))
    (row,) = csv_rows(client)
    assert [row[f"quality{name}"] for name in ("", "_target", "_rank")] == ["", "", ""]
    scores = {score["dimension"]: score for score in document(client)["content"]["rows"][0]["scores"]}
    quality = scores["Quality"]
    assert (quality.pop("dimension"), quality.pop("images")) == ("Quality", 0)
    assert set(quality.values()) == {None}


def test_texts_that_a_spreadsheet_would_run_get_an_apostrophe(client: Client) -> None:
    generator = GeneratorFactory.create(name='=HYPERLINK("x")', organisation="@SUM(A1)", licence="-1+1")
    publish(scored_submission(generator=generator))
    (row,) = csv_rows(client)
    assert (row["model"], row["organisation"], row["licence"]) == ('\'=HYPERLINK("x")', "'@SUM(A1)", "'-1+1")
    assert document(client)["content"]["rows"][0]["generator"]["name"] == '=HYPERLINK("x")'


def test_the_seal_recomputes_from_the_json_file(client: Client) -> None:
    release = publish(mixed_submission(), mixed_submission(lost=9))
    file = document(client)
    assert file["sha256"] == release.sha256 == seal(file["content"])
    assert (file["board"], file["release"]) == (SLUG, 1)
    assert file["content"]["board"]["judge_profile"]["caveat"] == "pixel baseline, not comparable with Q-Judger"


def test_an_unranked_submission_is_in_both_files_with_its_reason(client: Client) -> None:
    publish(mixed_submission(lost=9))
    (row,) = csv_rows(client)
    assert row["overall_rank"] == ""
    assert row["unranked_reason"].startswith("only 104 of 113 planned judgements")
    assert document(client)["content"]["rows"][0]["unranked_reason"] == row["unranked_reason"]


def test_the_files_are_for_every_cache_and_for_ever(client: Client) -> None:
    publish(scored_submission())
    for kind in ("csv", "json"):
        reply = client.get(address(kind))
        assert "immutable" in reply["Cache-Control"]
        assert "public" in reply["Cache-Control"]
        assert "Cookie" not in reply["Vary"]
        assert f'filename="{SLUG}-release-1.{kind}"' in reply["Content-Disposition"]
        again = client.get(address(kind), headers={"if-none-match": reply["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(address("csv"))["ETag"] != client.get(address("json"))["ETag"]


def test_a_later_release_leaves_an_older_file_as_it_was(client: Client) -> None:
    publish(scored_submission())
    before = client.get(address("csv")).getvalue()
    publish(scored_submission(verdict=2))
    assert client.get(address("csv")).getvalue() == before
    assert len(csv_rows(client, 2)) == 2


def test_a_release_that_does_not_exist(client: Client) -> None:
    publish(scored_submission())
    for kind, number in (("csv", 2), ("json", 2), ("csv", 10**12), ("json", 10**12)):
        reply = client.get(address(kind, number))
        assert reply.status_code == 404
        assert "immutable" not in reply.get("Cache-Control", "")


def test_the_json_is_text_that_people_can_read(client: Client) -> None:
    publish(scored_submission(generator=GeneratorFactory.create(name="画境")))
    assert "画境" in client.get(address("json")).getvalue().decode()
    assert json.loads(client.get(address("json")).getvalue())["content"] == Release.objects.get().content
