"""Score against seconds per picture, on the page that compares."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from leaderboard.models import Kind, Submission
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


def test_each_model_has_its_median_and_the_front_is_marked(client: Client) -> None:
    models = [timed("Aurora", 2, 3, 4, 90), timed("Boreal", 1, 2), timed("Cirrus", 0, 8)]
    publish(*models, scored_submission(kind=Kind.BUNDLE, generator=GeneratorFactory.create(name="Drift")))
    text = " ".join(text_of(client, f"{BOARD}compare/").split()).split('id="speed"')[1]
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


def test_without_times_there_is_no_chart(client: Client) -> None:
    publish(timed("Aurora", 2, 3), scored_submission())
    assert 'id="speed"' not in text_of(client, f"{BOARD}compare/")
