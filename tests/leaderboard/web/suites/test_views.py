"""The pages of suites, prompts and the rubric: what they show, how they are narrowed down, and what they cost."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from leaderboard.models import PromptSuite
from leaderboard.pipeline.loading import folders, suites
from tests.factories import load_demo_suite, load_pixel_profile
from tests.leaderboard.domain import shipped

pytestmark = pytest.mark.django_db
CountQueries = Callable[[int], AbstractContextManager[object]]
CORE = "/suites/core/1/"


@pytest.fixture(autouse=True)
def core() -> PromptSuite:
    """The shipped suite of 240 prompts, and a profile whose rubric explains its facets."""
    load_pixel_profile()
    return suites.load_suite(folders.read_suite(settings.SALON_PROMPTS / "core-v1"))[0]


def text_of(client: Client, address: str, status: int = 200) -> str:
    reply = client.get(address)
    assert reply.status_code == status
    return reply.content.decode()


def body_of(client: Client, address: str) -> bytes:
    reply: Any = client.get(address)
    assert reply.status_code == 200
    return b"".join(reply.streaming_content) if reply.streaming else bytes(reply.content)


def keys_in(text: str) -> list[str]:
    return re.findall(r'<h2><a href="/suites/core/1/prompts/(p\d+)/">', text)


# --- suites -----------------------------------------------------------------------------------------------------------
def test_the_list_names_every_suite_with_its_size(client: Client) -> None:
    load_demo_suite()
    text = text_of(client, "/suites/")
    assert CORE in text
    assert "240 prompts" in text
    assert "24 prompts" in text


def test_without_a_suite_the_list_says_who_loads_them(client: Client) -> None:
    PromptSuite.objects.all().delete()
    assert "No suite yet" in text_of(client, "/suites/")


def test_a_suites_page_shows_its_coverage_seal_and_licence(client: Client, core: PromptSuite) -> None:
    text = text_of(client, CORE)
    assert core.sha256 in text
    assert "CC-BY-4.0" in text
    for facet in shipped.rubric().facets:
        assert f"/rubric/{facet.path.slug}/" in text
    assert "240 of 240 prompts" in text
    assert "?field=comic" in text
    assert "?length=short" in text


def test_its_page_needs_as_many_queries_for_24_prompts_as_for_240(
    client: Client, django_assert_num_queries: CountQueries
) -> None:
    load_demo_suite()
    text_of(client, CORE)
    for address in (CORE, "/suites/demo/1/"):
        with django_assert_num_queries(3):
            text_of(client, address)


def test_the_sealed_file_is_what_the_seal_is_over(client: Client, core: PromptSuite) -> None:
    assert hashlib.sha256(body_of(client, f"{CORE}suite.json")).hexdigest() == core.sha256


def test_the_downloads_hold_every_prompt(client: Client) -> None:
    lines = body_of(client, f"{CORE}prompts.jsonl").decode().strip().split("\n")
    shipped_lines = shipped.text(shipped.PROMPTS / "core-v1" / "prompts.jsonl").strip().split("\n")
    assert [json.loads(line) for line in lines] == [json.loads(line) for line in shipped_lines]
    rows = list(csv.DictReader(io.StringIO(body_of(client, f"{CORE}prompts.csv").decode("utf-8-sig"))))
    assert len(rows) == 240
    assert {row["length"] for row in rows} == {"short", "long"}
    assert rows[2]["render"] == "端午安康"


@pytest.mark.parametrize(
    "address", ["/suites/none/1/", "/suites/core/2/prompts/", f"{CORE}prompts/p999/", "/rubric/x/"]
)
def test_what_is_not_there_is_no_page(client: Client, address: str) -> None:
    text_of(client, address, 404)


# --- prompts ----------------------------------------------------------------------------------------------------------
def test_prompts_come_in_pages_in_the_suites_order(client: Client) -> None:
    text = text_of(client, f"{CORE}prompts/")
    assert keys_in(text) == [f"p{number:03d}" for number in range(1, 41)]
    assert "240 prompts" in text
    assert "Page 1 of 6" in text
    assert keys_in(text_of(client, f"{CORE}prompts/?page=6"))[-1] == "p240"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("dimension=Creative+Generation", lambda p: "Creative Generation" in {f.dimension for f in p.target_facets}),
        (
            "facet=creative-generation-visual-storytelling-camera-lens-style",
            lambda p: "Camera / Lens Style" in {f.facet for f in p.target_facets},
        ),
        ("field=comic", lambda p: p.field == "comic"),
        ("length=short", lambda p: p.is_short),
        ("length=long&field=comic", lambda p: not p.is_short and p.field == "comic"),
        ("q=lantern", lambda p: "lantern" in f"{p.texts['en']} {p.texts['zh']}".casefold()),
        ("q=红色+一只&language=zh", lambda p: all(word in p.texts["zh"] for word in ("红色", "一只"))),
        ("q=lantern&language=zh", lambda p: "lantern" in p.texts["zh"].casefold()),
        ("dimension=Nonsense&facet=none&length=tall&language=xx", lambda p: True),
    ],
)
def test_the_address_narrows_the_list_down(
    client: Client, core: PromptSuite, query: str, expected: Callable[[Any], bool]
) -> None:
    wanted = [prompt.key for prompt in core.whole.prompts if expected(prompt)]
    text = text_of(client, f"{CORE}prompts/?{query}")
    assert re.search(rf">{len(wanted)} prompts?<", text)
    assert keys_in(text) == wanted[:40]


def test_the_filter_stays_in_the_form_and_in_the_links_to_further_pages(client: Client) -> None:
    text = text_of(client, f"{CORE}prompts/?q=the&length=long&language=en")
    assert 'value="the"' in text
    assert '<option value="long" selected>' in text
    assert "?q=the&amp;language=en&amp;length=long&amp;page=2" in text
    assert 'lang="zh"' not in text


def test_nothing_that_fits_is_said_and_there_is_a_way_on(client: Client) -> None:
    text = text_of(client, f"{CORE}prompts/?q=zzzzzz%3Cscript%3E")
    assert "No prompt matches" in text
    assert "<script>" not in text.split("<main")[1]


def test_the_list_needs_as_many_queries_for_one_prompt_as_for_forty(
    client: Client, django_assert_num_queries: CountQueries
) -> None:
    text_of(client, f"{CORE}prompts/")
    for query in ("?q=p001", "?length=long", ""):
        with django_assert_num_queries(3):
            text_of(client, f"{CORE}prompts/{query}")


def test_a_prompts_page_has_both_texts_its_notes_and_its_neighbours(client: Client, core: PromptSuite) -> None:
    text = text_of(client, f"{CORE}prompts/p003/")
    prompt = core.prompts.get(key="p003").whole
    assert "端午安康" in text
    for target in prompt.targets:
        assert target.note in text
        assert f"/rubric/{target.facet.slug}/" in text
    assert f"{CORE}prompts/p002/" in text
    assert f"{CORE}prompts/p004/" in text


# --- the rubric -------------------------------------------------------------------------------------------------------
def test_the_rubric_lists_all_56_facets_with_their_questions(client: Client) -> None:
    text = text_of(client, "/rubric/")
    assert "56 questions" in text
    for facet in shipped.rubric().facets:
        assert f"/rubric/{facet.path.slug}/" in text


def test_no_two_facets_share_an_address() -> None:
    assert len({path.slug for path in shipped.rubric().by_path}) == 56


def test_a_facets_page_says_what_fails_passes_and_excels_and_where_it_is_tried(client: Client) -> None:
    facet = next(f for f in shipped.rubric().facets if f.path.facet == "Difference/Similarity")
    text = text_of(client, f"/rubric/{facet.path.slug}/")
    for words in (facet.question, facet.fails, facet.passes, facet.excels, facet.not_applicable):
        assert words in text.replace("&#x27;", "'")
    tried = [p for p in suites_prompts() if facet.path in p.target_facets]
    assert len(tried) >= 12
    for prompt in tried:
        assert f"{CORE}prompts/{prompt.key}/" in text


def suites_prompts() -> list[Any]:
    return list(PromptSuite.objects.get(key="core").prompts.all())
