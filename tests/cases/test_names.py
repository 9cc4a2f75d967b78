"""Names as people really have them: taken by form and API alike, kept in one form, and shown in their own direction."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from leaderboard.domain.canonical import seal
from leaderboard.models import Generator, Release, ReleaseRow
from leaderboard.web.author.forms.generators import GeneratorForm
from tests.factories import publish, scored_submission
from tests.leaderboard.api.calls import client_of, post
from tests.leaderboard.web.markup import Markup
from tests.leaderboard.web.model_pages import body, pages, published
from tests.leaderboard.web.people import person

pytestmark = pytest.mark.django_db

NAMES = {
    "Chinese and Latin": ("Qwen-Image 通义千问", "Qwen-Image 通义千问"),
    "typed on a Mac": ("Me\u0301lange e\u0301tude", "Mélange étude"),
    "copied with a byte order mark and spaces": ("\ufeff  FLUX.1 [dev]\u00a0", "FLUX.1 [dev]"),
    "Hebrew with brackets": ("ציור (גרסה 2)", "ציור (גרסה 2)"),
    "Persian with a joiner": ("می\u200cکشم ۳", "می\u200cکشم ۳"),
    "Hindi": ("चित्र\u200dकार", "चित्र\u200dकार"),
    "emoji of several characters": ("👩🏽\u200d🎨 Atelier 🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👩🏽\u200d🎨 Atelier 🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
    "signs of markup": ("<3 Diffusion & “Söhne” O'Neill", "<3 Diffusion & “Söhne” O'Neill"),
    "only signs": ("!?", "!?"),
    "Korean in parts": ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
    "eighty characters after joining": ("e\u0301" * 80, "é" * 80),
    "a full-width name": ("ＧＰＴ　画像", "ＧＰＴ　画像"),
    "a mark of direction": ("C++\u200e מודל", "C++\u200e מודל"),
}


@pytest.mark.parametrize("kind", NAMES)
def test_a_real_name_is_taken_by_form_and_api_and_kept_alike(kind: str) -> None:
    entered, kept = NAMES[kind]
    facts = {"name": entered, "organisation": entered, "licence": entered, "description": entered}
    form = GeneratorForm(facts)
    assert form.is_valid(), form.errors
    reply = post(client_of(person()), "/generators", facts)
    assert reply.status_code == 201, reply.content
    stored = Generator.objects.get()
    for field in facts:
        assert form.facts()[field] == reply.json()[field] == getattr(stored, field) == kept


def test_a_description_keeps_its_lines() -> None:
    facts = {"name": "A", "organisation": "B", "licence": "C", "description": " One\r\n\r\n• two\tthree\r\n"}
    form = GeneratorForm(facts)
    assert form.is_valid()
    reply = post(client_of(person()), "/generators", facts)
    assert form.facts()["description"] == reply.json()["description"] == "One\n\n• two\tthree"


@pytest.mark.parametrize(
    "link",
    [
        "https://例子.example/模型?id=1&v=(2)#top",
        "http://localhost:8000/my_model",
        "https://huggingface.example/a/b~c/resolve/main/x%20y.md",
        "https://[2001:db8::1]/",
    ],
)
def test_a_real_homepage_is_taken_by_form_and_api_alike(link: str) -> None:
    facts = {"name": "A", "organisation": "B", "licence": "C", "homepage": f" {link}\n"}
    form = GeneratorForm(facts)
    assert form.is_valid(), form.errors
    reply = post(client_of(person()), "/generators", facts)
    assert form.facts()["homepage"] == reply.json()["homepage"] == link


@pytest.mark.parametrize("name", ["ציור (גרסה 2)", "نموذج الرسم 2"])
def test_a_name_from_right_to_left_stands_by_itself_on_every_page(name: str) -> None:
    release = published(name)
    shown_on = 0
    for client, address in pages(release):
        page = Markup(body(client, address))
        # Titles, attributes and data cannot hold elements; charts read theirs from JSON.
        texts = [text for text in page.in_line if not text.lstrip().startswith(("{", "["))]
        bare = [text.strip() for text in texts if name in text.replace(f"\u2068{name}\u2069", "")]
        assert bare == [], address
        shown_on += name in page.html
    assert shown_on > 18


def test_a_sealed_name_is_shown_clean_and_its_seal_still_holds() -> None:
    first, second = scored_submission(verdict=2), scored_submission(verdict=1)
    release = publish(first, second)
    content = release.content
    content["rows"][0]["generator"]["name"] = "Aqua\x07rell"  # as an earlier version sealed it
    Release.objects.update(content=content, sha256=seal(content))
    ReleaseRow.objects.filter(position=1).update(generator_name="Aqua\x07rell")
    client, base = Client(), f"/boards/{release.board.slug}/releases/1/"
    assert "Aquarell" in body(client, base)
    document = json.loads(client.get(f"{base}board.json").getvalue())
    assert document["content"]["rows"][0]["generator"]["name"] == "Aqua\x07rell"
    assert seal(document["content"]) == document["sha256"]
