"""What leads to a board from elsewhere: badge, card, feed, sitemap, and what a page says of itself."""

from __future__ import annotations

import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from PIL import Image

from leaderboard.models import PromptSuite
from leaderboard.pipeline.submission.visibility import withdraw
from leaderboard.web.sharing.card_drawing import Card, Line, draw
from tests.factories import publish, scored_submission

pytestmark = pytest.mark.django_db

BOARD = "/boards/demo-1-pixel-baseline-3-en/"
ATOM = "{http://www.w3.org/2005/Atom}"


def xml(client: Client, address: str) -> ElementTree.Element:
    reply = client.get(address)
    assert reply.status_code == 200, address
    return ElementTree.fromstring(reply.content)  # noqa: S314  # our own document


def test_a_badge_says_score_and_rank_interval_of_the_latest_release(client: Client) -> None:
    weak, strong = scored_submission(verdict=1), scored_submission(verdict=2)
    publish(weak, strong)
    for submission, words in ((strong, "100.00 · rank 1 of 2"), (weak, "60.00 · rank 2 of 2")):
        badge = xml(client, f"{BOARD}models/{submission.generator_id}/badges/overall.svg")
        texts = [element.text for element in badge.iter("{http://www.w3.org/2000/svg}text")]
        assert texts == ["Salon · Overall", words]
    assert client.get(f"{BOARD}models/{weak.generator_id}/badges/quality.svg").status_code == 200


def test_a_badge_of_nothing_is_not_there_and_one_of_a_withdrawn_model_has_no_score(client: Client) -> None:
    submission = scored_submission()
    publish(submission, scored_submission())
    for address in (f"models/{submission.generator_id}/badges/charm.svg", "models/0/badges/overall.svg"):
        assert client.get(BOARD + address).status_code == 404
    withdraw(submission)
    publish(scored_submission())
    assert b"no score" in client.get(f"{BOARD}models/{submission.generator_id}/badges/overall.svg").content


def test_cards_are_pictures_of_the_size_that_readers_expect(client: Client) -> None:
    submission = scored_submission()
    publish(submission)
    for address in (f"{BOARD}card.png", f"{BOARD}models/{submission.generator_id}/card.png"):
        reply = client.get(address)
        assert reply["Content-Type"] == "image/png"
        with Image.open(io.BytesIO(reply.content)) as card:
            assert card.size == (1200, 630)
    assert client.get("/boards/none/card.png").status_code == 404


def test_a_card_shows_its_pictures_and_cuts_what_is_too_long() -> None:
    red = io.BytesIO()
    Image.new("RGB", (64, 48), "#ff0000").save(red, "WEBP", lossless=True)
    drawn = draw(Card("A title that is far too long " * 9, "sub", [Line("x" * 300, 2.0, "99.99")], [red.getvalue()]))
    with Image.open(io.BytesIO(drawn)) as card:
        assert card.getpixel((800, 150)) == (255, 0, 0)
        assert card.getpixel((625, 130)) == (253, 253, 252)


def test_the_feed_has_an_entry_per_release_newest_first(client: Client) -> None:
    publish(scored_submission())
    best = scored_submission(verdict=2)
    publish(best)
    feed = xml(client, f"{BOARD}feed.atom")
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Release 2", "Release 1"]
    assert best.generator.name in (entries[0].findtext(f"{ATOM}summary") or "")
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").endswith(f"{BOARD}releases/2/")
    assert client.get("/boards/none/feed.atom").status_code == 404


def test_the_sitemap_names_boards_in_every_language_and_no_hidden_suite(client: Client) -> None:
    submission = scored_submission()
    publish(submission)
    sections = re.findall(r"<loc>http://testserver(/sitemap-[a-z]+\.xml)", client.get("/sitemap.xml").content.decode())
    assert len(sections) >= 3
    text = "".join(client.get(section).content.decode() for section in sections)
    assert f"<loc>http://testserver{BOARD}</loc>" in text
    assert f"<loc>http://testserver/zh-hans{BOARD}</loc>" in text
    assert "/suites/demo/1/" in text
    assert f"{BOARD}models/{submission.generator_id}/</loc>" in text
    PromptSuite.objects.update(hidden=True)
    assert "/suites/demo/1/" not in client.get("/sitemap-suites.xml").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_a_board_tells_readers_of_open_graph_and_of_datasets_what_it_is(client: Client) -> None:
    release = publish(scored_submission())
    text = client.get(BOARD).content.decode()
    assert f'property="og:image" content="http://testserver{BOARD}card.png"' in text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert found is not None
    dataset = json.loads(found[1])
    assert (dataset["@type"], dataset["identifier"]) == ("Dataset", release.sha256)
    for download in dataset["distribution"]:
        assert client.get(download["contentUrl"].removeprefix("http://testserver")).status_code == 200
