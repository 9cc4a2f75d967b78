"""The pages as a Chinese visitor reads them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import server_error

from leaderboard.models import Board, ReleaseRow
from leaderboard.web.words.ranks import why_unranked
from tests.factories import GeneratorFactory, UserFactory, load_demo_suite, load_pixel_profile, publish
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db

_ENGLISH = re.compile(r"[A-Za-z]+(?:,? [A-Za-z]+){3,}")
"""Four words in a row: names are shorter, sentences are not."""

_MARKED = re.compile(r'<(script|p|span|aside) [^>]*(?:lang="en"|type="application/)[^>]*>.*?</\1>', re.DOTALL)
"""What says that it is in a language is data, such as a prompt."""

PUBLIC = ("", "about/", "method/", "suites/", "reported/", "agreement/", "account/login/", "account/signup/", "none/")
AUTHOR = ("submissions/", "submissions/new/", "submissions/new/endpoint/", "submissions/new/bundle/", "generators/")
CAVEAT = "pixel baseline, not comparable with Q-Judger"


def english_in(page: str, *data: str) -> list[str]:
    page = _MARKED.sub("", page)
    text = unescape(re.sub(r"<[^>]+>", "\n", page))
    for known in data:
        text = text.replace(known, "")
    return _ENGLISH.findall(text)


def test_no_sentence_of_the_interface_stays_english() -> None:
    load_pixel_profile()
    suite = load_demo_suite()
    owner = GeneratorFactory.create().owner
    visitor, author = Client(), Client()
    author.force_login(owner)
    pages = [(visitor, address) for address in PUBLIC] + [(author, address) for address in AUTHOR]
    english = {
        address: english_in(client.get(f"/zh-hans/{address}").content.decode(), CAVEAT, suite.description)
        for client, address in pages
    }
    assert {address: texts for address, texts in english.items() if texts} == {}
    assert len(english_in(visitor.get("/about/").content.decode())) > 10, "English is not recognised"


def test_no_sentence_about_a_release_stays_english(client: Client) -> None:
    first, other = (mixed_submission(*verdicts) for verdicts in ((2,), (1, 0)))
    publish(first, other)
    board = f"/zh-hans/boards/{Board.objects.get().slug}/"
    one, two = first.generator_id, other.generator_id
    pages = ("", f"models/{one}/", f"compare/?models={one},{two}", "compare/", "facets/", "prompts/p001/")
    addresses = [board + page for page in pages] + [
        "/zh-hans/",
        f"/zh-hans/models/{one}/",
        f"/zh-hans/submissions/{first.pk}/",
    ]
    english = {address: english_in(client.get(address).content.decode(), CAVEAT) for address in addresses}
    assert {address: texts for address, texts in english.items() if texts} == {}


def test_the_page_for_our_own_faults_is_chinese_too() -> None:
    with translation.override("zh-hans"):
        page = server_error(RequestFactory().get("/zh-hans/")).content.decode()
    assert '<html lang="zh-hans">' in page and 'href="/zh-hans/"' in page
    assert english_in(page) == []


def test_a_releases_reasons_are_translated_and_unknown_ones_stay() -> None:
    row = ReleaseRow(unranked_reason="withdrawn by its author", judged_judgements=104, planned_judgements=113)
    with translation.override("zh-hans"):
        assert why_unranked(row) == "已由作者撤回"
        row.unranked_reason = "only 104 of 113 planned judgements are there (99 % are needed)"
        assert why_unranked(row) == "计划的 113 次评审只完成 104 次（需达到 99%）"
        row.unranked_reason = "a reason of former times"
        assert why_unranked(row) == "a reason of former times"


def test_signing_in_and_out_keeps_the_language() -> None:
    person = UserFactory.create()
    client = Client()
    reply = client.post("/zh-hans/account/login/", {"login": person.email, "password": "salon-secret-1"})
    assert reply["Location"] == "/zh-hans/submissions/"
    assert client.post("/zh-hans/account/logout/")["Location"] == "/zh-hans/"


def test_each_language_is_offered_under_its_own_name() -> None:
    footer = Client().get("/zh-hans/").content.decode().split("<footer")[1]
    assert '<a href="/" hreflang="en" lang="en">English</a>' in footer
    assert 'lang="zh-hans" aria-current="true">简体中文</a>' in footer
