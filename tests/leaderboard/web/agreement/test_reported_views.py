"""Published tables: marked as such everywhere, apart from Salon's boards, with ranks, source and files."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from leaderboard.domain.agreement.reported import parse_reported
from leaderboard.models import Board, Generator, ReleaseRow
from tests.leaderboard.domain.agreement.test_reported import FILE, published

pytestmark = pytest.mark.django_db
MARK = "as published, not run here"
TABLE = "/reported/qwen-image-bench/"


def text_of(client: Client, address: str, status: int = 200) -> str:
    reply = client.get(address)
    assert reply.status_code == status
    return reply.content.decode()


def cells_of(text: str, model: str) -> list[str]:
    """The texts of a model's line, without the words for screen readers."""
    line = next(line for line in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if f">{model}<" in line)
    line = re.sub(r'<span class="visually-hidden">.*?</span>', "", line)
    return re.sub(r"<[^>]+>", " ", line).split()


def test_the_list_leads_to_every_table_and_marks_it(client: Client) -> None:
    text = text_of(client, "/reported/")
    assert f'href="{TABLE}"' in text
    assert MARK in text
    assert "18 models" in text
    assert "arXiv 2605.28091" in text


def test_a_table_shows_both_sides_with_ranks_and_its_source(client: Client) -> None:
    text = text_of(client, TABLE)
    assert MARK in text
    assert "Chinese prompts, judged by Q-Judger as published" in text
    assert 'href="https://arxiv.org/abs/2605.28091"' in text
    assert "Table 2" in text
    assert "Appendix Table 4" in text
    assert cells_of(text, "GPT Image 1.5")[:8] == ["3", "GPT", "Image", "1.5", "59.65", "#3", "7.43", "#4"]
    assert "computed from this table is 0.9236" in text


def test_all_figures_are_those_of_the_publication(client: Client) -> None:
    text = text_of(client, TABLE)
    for model in published().models:
        cells = set(cells_of(text, model.name))
        assert {f"{score:.2f}" for side in (model.judge, model.human) for score in side.values()} <= cells


def test_it_makes_no_row_of_salons_own(client: Client) -> None:
    text_of(client, TABLE)
    text_of(client, "/agreement/")
    assert not (Board.objects.exists() or ReleaseRow.objects.exists() or Generator.objects.exists())
    assert "No board yet" in text_of(client, "/")


def test_it_is_linked_from_home_method_and_foot(client: Client) -> None:
    for address in ("/", "/method/", "/about/"):
        text = text_of(client, address)
        assert 'href="/reported/"' in text
        assert 'href="/agreement/"' in text


def test_the_csv_holds_scores_and_ranks_and_the_mark_on_every_line(client: Client) -> None:
    reply = client.get(f"{TABLE}table.csv")
    assert reply["Content-Disposition"] == 'attachment; filename="qwen-image-bench-as-published.csv"'
    lines = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert len(lines) == 18
    assert {(line["status"], line["source"], line["language"]) for line in lines} == {(MARK, "arXiv 2605.28091", "zh")}
    third = lines[2]
    assert [third[name] for name in ("model", "overall_judge", "overall_judge_rank", "overall_human")] == [
        "GPT Image 1.5",
        "59.65",
        "3",
        "7.43",
    ]
    assert third["real_world_fidelity_human_rank"] == "4"


def test_the_json_is_the_file_and_can_be_read_again(client: Client) -> None:
    content = client.get(f"{TABLE}table.json").content
    assert content == FILE.read_bytes()
    assert parse_reported(content.decode(), "table.json") == published()
    assert json.loads(content)["status"] == MARK


@pytest.mark.parametrize(
    "address", ["/reported/nothing/", "/reported/nothing/table.csv", "/reported/nothing/table.json"]
)
def test_an_unknown_table_is_not_found(client: Client, address: str) -> None:
    text_of(client, address, 404)


def test_without_tables_the_pages_say_so(client: Client, settings: LazySettings, tmp_path: Path) -> None:
    settings.SALON_PROMPTS = tmp_path
    assert "No published table" in text_of(client, "/reported/")
    assert "has no published table" in text_of(client, "/agreement/")


def test_no_page_has_inline_scripts_or_styles(client: Client) -> None:
    for address in ("/reported/", TABLE):
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text_of(client, address))
