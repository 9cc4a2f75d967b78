"""The list of a board's releases."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import publish, scored_submission
from tests.leaderboard.web.pages import BOARD, text_of

pytestmark = pytest.mark.django_db


def test_the_releases_tell_what_changed_newest_first(client: Client) -> None:
    first = scored_submission()
    publish(first)
    better = scored_submission(verdict=2)
    publish(better)
    text = " ".join(text_of(client, f"{BOARD}releases/").split())
    assert text.index("Release 2</a>") < text.index("Release 1</a>")
    assert f"<bdi>{better.generator.name}</bdi></a>: new, rank 1" in text
    assert f"{first.generator.name}</bdi></a>: moved: rank 1 → 2" in text
    assert "The board's first release." in text
    assert client.get("/boards/none/releases/").status_code == 404
