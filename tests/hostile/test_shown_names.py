"""Names that are meant to break out of where they stand are harmless wherever they are shown.

The rows are written past all forms, as earlier versions and SQL could write them. Each page is compared with the same
page of a model with a plain name: the elements and attributes have to be the same ones.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import transaction
from django.test import Client
from PIL import Image
from pyarrow import parquet
from pytest_django.plugin import DjangoDbBlocker

from leaderboard.domain.texts import check_paragraphs
from leaderboard.models import Generator, JudgeProfile, PromptSuite, Release
from tests.leaderboard.web.markup import Markup
from tests.leaderboard.web.model_pages import body, leader, pages, published, rename

pytestmark = pytest.mark.django_db

PLAIN = "Plain Painter"
STORED = {
    "an element with a script": "<img src=x onerror=alert(1)>",
    "the end of a script": "</script><script>alert(1)</script>",
    "the end of a comment": "--><svg onload=alert(1)>",
    "the end of a CDATA section": "]]>&x;<![CDATA[",
    "an XML declaration": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>',
    "entities": "&lt;b&gt; & &#0; &nosuch;",
    "quotes that leave an attribute": "\" onmouseover=\"alert(1)' onfocus='alert(1)",
    "a template": "{{ settings.SECRET_KEY }}{% debug %}",
    "places of a format": "%(name)s %s %d {0} {name!r}",
    "an override of the direction": "abc\u202egnp.exe",
    "embeddings and isolates left open": "\u202a\u202b\u2066\u2067\u2068abc",
    "control characters": "Aqua\x01\x08\x1b[31m\x7f\x9frell",
    "noncharacters": "Aqua\ufffe\uffff\U0001fffferell",
    "nothing visible": "\u200b\u3164\u2060",
    "line breaks of a header": "A\r\nSet-Cookie: a=b\r\n\r\n<p>",
    "separators that end a line of JavaScript": "A\u2028alert(1)\u2029",
    "a formula": '=HYPERLINK("http://evil.example","x")',
    "a mark above a mark above a mark": "Z" + "\u0301" * 70,
}
_PAIRS = list(zip(list(STORED)[::2], list(STORED)[1::2], strict=True))
"""A page costs the same with two of them."""


@pytest.fixture(scope="module")
def release(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Release]:
    """Two models with plain names, in a transaction that ends with this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        release = published(PLAIN)
        rename(PLAIN + " II", position=2)
        with django_db_blocker.block():
            yield release
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def plain_pages() -> dict[str, Markup]:
    return {}


@pytest.fixture
def plain(release: Release, plain_pages: dict[str, Markup]) -> dict[str, Markup]:
    """The pages of these models by their addresses, fetched by the first test that asks."""
    if not plain_pages:
        plain_pages.update({address: Markup(body(client, address)) for client, address in pages(release)})
    return plain_pages


@pytest.fixture(params=list(STORED))
def named(request: pytest.FixtureRequest, release: Release) -> Release:
    """The release, whose leader has a hostile name, organisation and licence; so has its author everything else."""
    rename(STORED[request.param])
    return release


@pytest.mark.parametrize(("first", "second"), _PAIRS)
def test_every_page_keeps_its_elements_and_shows_the_names(
    release: Release, plain: dict[str, Markup], first: str, second: str
) -> None:
    rename(STORED[first])
    rename(STORED[second], position=2)
    hostile = leader(release).generator.name
    for client, address in pages(release):
        page, before = Markup(body(client, address)), plain[address]
        assert Counter(page.elements) == Counter(before.elements), address  # lists are sorted by name
        check_paragraphs(page.html)
        assert any(hostile in text for text, _ in page.texts) == any(PLAIN in text for text, _ in before.texts), address
        for text in page.text_of("script"):
            if text.lstrip().startswith("{"):
                json.loads(text)


def test_feed_badge_and_cards_are_what_they_are_called(named: Release) -> None:
    first, board, client = leader(named), f"/boards/{named.board.slug}/", Client()
    feed = ElementTree.fromstring(body(client, f"{board}feed.atom"))  # noqa: S314  # written by this site
    for summary in feed.iter("{http://www.w3.org/2005/Atom}summary"):
        markup = Markup(summary.text or "")
        assert markup.elements == [("bdi",)]
        assert markup.text_of("bdi") == [first.generator.name]
    badge = ElementTree.fromstring(body(client, f"{board}models/{first.generator_id}/badges/overall.svg"))  # noqa: S314  # written by this site
    svg = "{http://www.w3.org/2000/svg}"
    assert [element.tag.removeprefix(svg) for element in badge.iter()] == [
        *("svg", "title", "clipPath", "rect", "g", "rect", "rect", "g", "text", "text")
    ]
    assert first.generator.name in (badge.findtext(f"{svg}title") or "")
    for address in (f"{board}card.png", f"{board}models/{first.generator_id}/card.png"):
        with Image.open(io.BytesIO(Client().get(address).content)) as card:
            card.load()
    ElementTree.fromstring(body(client, "/sitemap.xml"))  # noqa: S314  # written by this site


def test_every_table_holds_the_name_in_one_cell(named: Release) -> None:
    first, client = leader(named), Client()
    name = first.generator.name
    base = f"/boards/{named.board.slug}/releases/{named.number}/"
    models = ",".join(map(str, Generator.objects.values_list("pk", flat=True)))
    tables = ("board.{}", "levels.{}", "verdicts.{}", f"models/{first.generator_id}/scores.{{}}")
    for table in (*tables, f"models/{first.generator_id}/verdicts.{{}}", f"compare.{{}}?models={models}"):
        rows = list(csv.reader(io.StringIO(_file(client, base + table.format("csv")).decode("utf-8-sig"), newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}
        cells = {cell for row in rows for cell in row}
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]
        assert {name, f"'{name}"} & cells, table
        json.loads(_file(client, base + table.format("json")))
        columns = parquet.read_table(io.BytesIO(_file(client, base + table.format("parquet")))).to_pydict()
        assert any(name in values for values in columns.values()), table
    assert named.sha256 in _file(client, base + "citation.bib").decode()


def test_the_api_tells_the_name_as_the_pages_do(named: Release) -> None:
    first, client = leader(named), Client()
    api = "/api/v1"
    for address in (f"{api}/models", f"{api}/submissions", f"{api}/boards/{named.board.slug}/releases/1/rows"):
        rows = client.get(address).json()["items"]
        assert first.generator.name in {row["name"] for row in rows}, address


def test_other_texts_of_a_site_do_not_break_a_feed_or_card_either(release: Release) -> None:
    bad = "\x01\u202e<b>&\ufffe"
    PromptSuite.objects.update(title=f"A{bad}")
    JudgeProfile.objects.update(title=f"B{bad}", caveat=f"C{bad}")
    board = f"/boards/{release.board.slug}/"
    feed = ElementTree.fromstring(body(Client(), f"{board}feed.atom"))  # noqa: S314  # written by this site
    assert "A<b>&" in (feed.findtext("{http://www.w3.org/2005/Atom}title") or "")
    assert feed.findtext("{http://www.w3.org/2005/Atom}subtitle") == "C<b>&"
    assert Client().get(f"{board}card.png").status_code == 200


def _file(client: Client, address: str) -> bytes:
    reply: Any = client.get(address)
    assert reply.status_code == 200, (address, reply.status_code)
    data: bytes = reply.getvalue()
    return data
