"""Score against seconds and price per picture, on the page that compares."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from leaderboard.models import Kind, Release, Submission
from leaderboard.pipeline.accounts import change_generator
from leaderboard.pipeline.publishing.publish import publish_board, request_release
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.web.pages import BOARD, text_of

pytestmark = pytest.mark.django_db


def timed(name: str, verdict: int, *seconds: float) -> Submission:
    """A model whose pictures took these seconds in turn."""
    submission = scored_submission(verdict=verdict, generator=GeneratorFactory.create(name=name))
    images = list(submission.images.order_by("id"))
    for number, image in enumerate(images):
        image.seconds = seconds[number % len(seconds)]
        image.save(update_fields=["seconds"])
    return submission


def priced(name: str, verdict: int, price: str = "") -> Submission:
    """A model of this price, if there is one."""
    declared: dict[str, Any] = {"price_usd": Decimal(price), "price_declared_on": date(2026, 12, 6)} if price else {}
    return scored_submission(verdict=verdict, generator=GeneratorFactory.create(name=name, **declared))


def chart_of(client: Client, query: str = "") -> str:
    """The part of the page that has the chart."""
    return " ".join(text_of(client, f"{BOARD}compare/{query}").split()).split('id="speed"')[1]


def test_each_model_has_its_median_and_the_front_is_marked(client: Client) -> None:
    models = [timed("Aurora", 2, 3, 4, 90), timed("Boreal", 1, 2), timed("Cirrus", 0, 8)]
    publish(*models, scored_submission(kind=Kind.BUNDLE, generator=GeneratorFactory.create(name="Drift")))
    text = chart_of(client)
    rows = re.findall(
        r"<bdi>(\w+)</bdi></a></th><td class=\"num\">([\d.]+)</td><td class=\"num\">([\d.]+)</td><td>(\S+)</td>", text
    )
    assert rows == [
        ("Aurora", "100.00", "4.0", "yes"),
        ("Boreal", "60.00", "2.0", "yes"),
        ("Cirrus", "0.00", "8.0", "–"),
    ]
    places = {
        name: (float(x), float(y))
        for name, x, y in re.findall(r'aria-label="(\w+)">.*?cx="([\d.]+)" cy="([\d.]+)"', text)
    }
    assert places["Boreal"][0] < places["Aurora"][0] < places["Cirrus"][0]
    assert places["Aurora"][1] < places["Boreal"][1] < places["Cirrus"][1]


def test_against_price_each_model_has_the_price_of_the_release_and_its_day(client: Client) -> None:
    models = [priced("Aurora", 2, "0.04"), priced("Boreal", 1, "0.0025"), priced("Cirrus", 0, "0.5"), priced("Free", 2)]
    release = publish(*models)
    expected = [
        ("Aurora", "100.00", "$0.04", "6 Dec 2026", "yes"),
        ("Boreal", "60.00", "$0.0025", "6 Dec 2026", "yes"),
        ("Cirrus", "0.00", "$0.50", "6 Dec 2026", "–"),
    ]
    pattern = (
        r"<bdi>(\w+)</bdi></a></th><td class=\"num\">([\d.]+)</td><td class=\"num\">(\S+)</td><td>([^<]+)</td>"
        r"<td>(\S+)</td>"
    )
    assert re.findall(pattern, chart_of(client, "?against=price")) == expected

    change_generator(models[0].generator, {"price_usd": 2})
    request_release(release.board_id)
    publish_board(release.board_id)
    assert re.findall(pattern, chart_of(client, "?against=price"))[0][2] == "$2.00"
    text = " ".join(text_of(client, f"{BOARD}releases/1/compare/?against=price").split())
    assert re.findall(pattern, text) == expected
    assert "price_usd" not in str(_sealed(release, "Free"))
    assert _sealed(release, "Boreal")["price_usd"] == "0.0025"


def test_without_times_or_prices_there_is_no_chart(client: Client) -> None:
    publish(timed("Aurora", 2, 3), scored_submission())
    for query, reason in (("", "a measured time"), ("?against=price", "a price")):
        text = chart_of(client, query)
        assert f"Fewer than two ranked models of this release have {reason}" in text
        assert "<svg" not in text


def _sealed(release: Release, name: str) -> dict[str, Any]:
    generators: list[dict[str, Any]] = [row["generator"] for row in release.content["rows"]]
    return next(generator for generator in generators if generator["name"] == name)
