"""Names that are meant to break out of where they stand: refused at every entrance, harmless wherever they are shown.

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
from django.test import Client
from PIL import Image
from pyarrow import parquet

from leaderboard.domain.texts import check_paragraphs
from leaderboard.models import Generator, JudgeProfile, PromptSuite, Release, Submission, personal_team
from leaderboard.web.author.forms.endpoints import EndpointForm
from leaderboard.web.author.forms.generators import GeneratorForm
from leaderboard.web.author.forms.tokens import TokenForm
from tests.factories import scored_submission
from tests.hostile.cost import cpu_within
from tests.leaderboard.api.calls import client_of, endpoint, post
from tests.leaderboard.web.markup import Markup
from tests.leaderboard.web.model_pages import body, leader, pages, published, rename
from tests.leaderboard.web.people import person

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

REFUSED = {
    "NUL": "Aqua\0rell",
    "escape": "\x1b[2J",
    "delete": "a\x7f",
    "next line": "a\x85b",
    "line break": "a\r\nb",
    "line separator": "a\u2028b",
    "override": "\u202eabc",
    "isolate": "a\u2067b",
    "noncharacter": "a\uffff",
    "half a surrogate pair": "a\ud800",
    "spaces": " \u3000\u00a0",
    "no width": "\u200b\u200d\ufeff",
    "fillers": "\u3164\u115f",
    "only a mark": "\u0301",
    "too long in normal form C": "\ufb1d" * 60,  # each becomes two characters
    "a long text": "e\u0301" * 100_000,
}
LINKS = {
    "a script": "javascript:alert(1)//http://a.example",
    "data": "data:text/html,<script>alert(1)</script>",
    "a name before the host": "https://bank.example@evil.example/",
    "a quote": 'https://a.example/"onclick="alert(1)',
    "an element": "https://a.example/<svg/onload=alert(1)>",
    "a backslash": "https://a.example\\@evil.example/",
    "an override": "https://a.example/\u202egpj.exe",
    "a host in brackets": "http://[::1]:80@/",
}
_MOST_CPU_S = 0.5


@pytest.fixture
def cpu_bounded() -> Iterator[None]:
    """Refusing costs next to nothing."""
    with cpu_within(_MOST_CPU_S):
        yield


# --- entrances --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("field", ["name", "organisation", "licence"])
@pytest.mark.parametrize("kind", REFUSED)
def test_a_generators_names_are_refused_by_form_and_api_alike(cpu_bounded: None, field: str, kind: str) -> None:
    facts = {"name": "A", "organisation": "B", "licence": "C"} | {field: REFUSED[kind]}
    form = GeneratorForm(facts)
    assert set(form.errors) == {field}
    reply = post(client_of(person()), "/generators", facts)
    assert reply.status_code in {400, 422}, reply.content
    if reply.status_code == 422:
        assert [fault["field"] for fault in reply.json()["faults"]] == [f"payload.{field}"]
    assert not Generator.objects.exists()
    for message in (reply.content.decode(), str(form.errors)):
        assert len(message) < 2000
        check_paragraphs(message)


@pytest.mark.parametrize("kind", [kind for kind in REFUSED if "long" not in kind])
def test_a_description_has_no_such_characters_either(cpu_bounded: None, kind: str) -> None:
    facts = {"name": "A", "organisation": "B", "licence": "C", "description": REFUSED[kind]}
    form, reply = GeneratorForm(facts), post(client_of(person()), "/generators", facts)
    if form.is_valid():  # a line break is taken, and what cannot be seen becomes nothing
        assert reply.status_code == 201
        assert form.cleaned_data["description"] == reply.json()["description"]
        assert kind in {"line break", "line separator", "next line", "spaces", "no width", "fillers", "only a mark"}
    else:
        assert set(form.errors) == {"description"}
        assert reply.status_code in {400, 422}


@pytest.mark.parametrize("kind", LINKS)
def test_a_homepage_that_could_do_more_than_lead_to_a_page_is_refused(cpu_bounded: None, kind: str) -> None:
    facts = {"name": "A", "organisation": "B", "licence": "C", "homepage": LINKS[kind]}
    assert set(GeneratorForm(facts).errors) == {"homepage"}
    assert post(client_of(person()), "/generators", facts).status_code == 422
    assert not Generator.objects.exists()


@pytest.mark.parametrize("kind", ["NUL", "line break", "override", "isolate", "noncharacter", "half a surrogate pair"])
def test_an_endpoints_model_and_a_tokens_name_are_refused_too(cpu_bounded: None, kind: str) -> None:
    author = person()
    submission = scored_submission()
    Generator.objects.update(owner=author, team=personal_team(author))
    values = endpoint(submission.generator_id, model=REFUSED[kind])
    reply = post(client_of(author), "/submissions/endpoint", values)
    assert reply.status_code in {400, 422}, reply.content
    form = EndpointForm(
        values | {"suite": submission.suite_id}, generators=Generator.objects.all(), suites=PromptSuite.objects.all()
    )
    assert set(form.errors) == {"model"}
    assert set(TokenForm({"name": REFUSED[kind], "scopes": ["read"]}, teams=[(1, "Lab")]).errors) == {"name"}
    assert Submission.objects.count() == 1


# --- pages ------------------------------------------------------------------------------------------------------------
@pytest.fixture(params=list(STORED))
def named(request: pytest.FixtureRequest) -> Release:
    """A release whose leader has a hostile name, organisation and licence; so has its author everything else."""
    return published(STORED[request.param])


@pytest.mark.parametrize(("first", "second"), _PAIRS)
def test_every_page_keeps_its_elements_and_shows_the_names(first: str, second: str) -> None:
    release = published(STORED[first])
    rename(STORED[second], position=2)
    hostile, addresses = leader(release).generator.name, pages(release)
    found = {address: Markup(body(client, address)) for client, address in addresses}
    rename(PLAIN)
    rename(PLAIN + " II", position=2)
    for client, address in addresses:
        page, plain = found[address], Markup(body(client, address))
        assert Counter(page.elements) == Counter(plain.elements), address  # lists are sorted by name
        check_paragraphs(page.html)
        assert any(hostile in text for text, _ in page.texts) == any(PLAIN in text for text, _ in plain.texts), address
        for text in page.text_of("script"):
            if text.lstrip().startswith("{"):
                json.loads(text)


def test_feed_badge_and_cards_are_what_they_are_called(named: Release) -> None:
    first, board, client = leader(named), f"/boards/{named.board.slug}/", Client()
    feed = ElementTree.fromstring(body(client, f"{board}feed.atom"))  # noqa: S314  # expat, without entities of ours
    for summary in feed.iter("{http://www.w3.org/2005/Atom}summary"):
        markup = Markup(summary.text or "")
        assert markup.elements == [("bdi",)]
        assert markup.text_of("bdi") == [first.generator.name]
    badge = ElementTree.fromstring(body(client, f"{board}models/{first.generator_id}/badges/overall.svg"))  # noqa: S314
    svg = "{http://www.w3.org/2000/svg}"
    assert [element.tag.removeprefix(svg) for element in badge.iter()] == [
        *("svg", "title", "clipPath", "rect", "g", "rect", "rect", "g", "text", "text")
    ]
    assert first.generator.name in (badge.findtext(f"{svg}title") or "")
    for address in (f"{board}card.png", f"{board}models/{first.generator_id}/card.png"):
        with Image.open(io.BytesIO(Client().get(address).content)) as card:
            card.load()
    ElementTree.fromstring(body(client, "/sitemap.xml"))  # noqa: S314


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


def test_other_texts_of_a_site_do_not_break_a_feed_or_card_either() -> None:
    release = published(PLAIN)
    bad = "\x01\u202e<b>&\ufffe"
    PromptSuite.objects.update(title=f"A{bad}")
    JudgeProfile.objects.update(title=f"B{bad}", caveat=f"C{bad}")
    board = f"/boards/{release.board.slug}/"
    feed = ElementTree.fromstring(body(Client(), f"{board}feed.atom"))  # noqa: S314
    assert "A<b>&" in (feed.findtext("{http://www.w3.org/2005/Atom}title") or "")
    assert feed.findtext("{http://www.w3.org/2005/Atom}subtitle") == "C<b>&"
    assert Client().get(f"{board}card.png").status_code == 200


# --- helpers ----------------------------------------------------------------------------------------------------------
def _file(client: Client, address: str) -> bytes:
    reply: Any = client.get(address)
    assert reply.status_code == 200, (address, reply.status_code)
    data: bytes = reply.getvalue()
    return data
