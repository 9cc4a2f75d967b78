"""The agreement of judge and people: published tables and loaded panels, computed, with intervals in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from leaderboard.models import Release
from tests.leaderboard.panels import load, publish_painters, scores_of_painters

pytestmark = pytest.mark.django_db
CountQueries = Callable[[int], AbstractContextManager[object]]
PUBLISHED = [
    ["Overall", "0.9236", "0.92", "0.77 to 0.98", "18"],
    ["Quality", "0.8906", "0.89", "0.68 to 0.97", "18"],
    ["Aesthetics", "0.8865", "0.89", "0.67 to 0.96", "18"],
    ["Alignment", "0.8906", "0.89", "0.68 to 0.97", "18"],
    ["Real-world Fidelity", "0.9216", "0.92", "0.76 to 0.98", "18"],
    ["Creative Generation", "0.9236", "0.92", "0.77 to 0.98", "18"],
]


def page(client: Client) -> str:
    reply = client.get("/agreement/")
    assert reply.status_code == 200
    return reply.content.decode()


def lines_of(text: str, caption: str) -> list[list[str]]:
    """The texts of all cells in all tables of that name."""
    tables = re.findall(rf"<caption[^>]*>{caption}</caption>.*?</table>", text, re.DOTALL)
    rows = [row for table in tables for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]]
    return [
        [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)]
        for row in rows
    ]


def points_of(text: str) -> list[str]:
    return [unescape(title) for title in re.findall(r"<title>([^<]*: rank [^<]*)</title>", text)]


# --- published ----------------------------------------------------------------------------------------------------
def test_the_published_agreement_is_computed_and_stands_beside_what_was_reported(client: Client) -> None:
    text = page(client)
    assert lines_of(text, "Agreement by score, as published") == PUBLISHED
    assert "as published, not run here" in text


def test_the_published_orders_are_drawn(client: Client) -> None:
    points = points_of(page(client))
    assert len(points) == 18
    assert "FLUX 2 Max: rank 9 by the judge, 13 by people" in points


def test_what_18_models_mean_is_told_with_the_computed_numbers(client: Client) -> None:
    text = page(client)
    assert "What an interval from 18 models means" in text
    assert "95% interval from 0.77 to 0.98" in text


# --- panels -------------------------------------------------------------------------------------------------------
def test_without_a_panel_the_page_says_what_would_stand_there(client: Client) -> None:
    assert "No panel yet" in page(client)


def test_a_panel_is_compared_with_the_release_it_was_loaded_beside(client: Client) -> None:
    release = publish_painters()
    load(scores_of_painters(9, 7, 8, 3, 1))
    Release.objects.create(board=release.board, number=2, published_at=timezone.now(), sha256="1" * 64, content={})
    text = page(client)
    (line,) = lines_of(text, "Agreement by score")
    assert line[:2] == ["Overall", "0.9000"]
    assert line[3] == "5"
    assert "Birch: rank 2 by the judge, 3 by people" in points_of(text)
    assert "/boards/demo-1-pixel-baseline-3-en/releases/1/" in text
    assert "pixel baseline, not comparable with Q-Judger" in text
    assert "40 readers of a magazine" in text
    assert "/releases/2/" not in text


def test_columns_without_people_are_left_out_and_without_an_overall_there_is_no_picture(client: Client) -> None:
    publish_painters()
    load(scores_of_painters(5, 4, 3, 2, 1, column="alignment"))
    text = page(client)
    assert [line[:2] for line in lines_of(text, "Agreement by score")] == [["Alignment", "1.0000"]]
    assert len(points_of(text)) == 18  # the published ones
    assert "needs overall scores by people" in text


def test_of_few_or_tied_models_what_is_unknown_is_a_dash(client: Client) -> None:
    publish_painters()
    load(scores_of_painters(1, 2, 3), title="Three")
    load(scores_of_painters(4, 4, 4, 4), title="Tied")
    lines = lines_of(page(client), "Agreement by score")
    assert lines == [["Overall", "–unknown", "–unknown", "4"], ["Overall", "−1.0000", "–unknown", "3"]]


def test_the_orders_are_the_same_where_people_agree_wholly(client: Client) -> None:
    publish_painters()
    load(scores_of_painters(5, 4, 3, 2, 1))
    (line,) = lines_of(page(client), "Agreement by score")
    assert line[1] == "1.0000"
    assert line[2].endswith("to 1.00")


def test_a_panels_words_cannot_pose_as_markup(client: Client) -> None:
    publish_painters()
    load(scores_of_painters(5, 4, 3, 2, 1), title="<b>Readers</b>")
    assert "&lt;b&gt;Readers&lt;/b&gt;" in page(client)


@pytest.mark.parametrize("panels", [1, 3])
def test_three_queries_however_many_panels(panels: int, django_assert_num_queries: CountQueries) -> None:
    publish_painters()
    for number in range(panels):
        load(scores_of_painters(5, 4, 3, number), title=f"Panel {number}")
    with django_assert_num_queries(3):
        Client().get("/agreement/")


def test_no_page_has_inline_scripts_or_styles(client: Client) -> None:
    publish_painters()
    load(scores_of_painters(5, 4, 3, 2, 1))
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page(client))
