"""Who calls the site in its tests: an author, and the author's program."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from leaderboard.models import User
from tests.factories import UserFactory, load_demo_suite, load_pixel_profile
from tests.leaderboard.api.calls import client_of


@pytest.fixture(autouse=True)
def _no_language_of_an_earlier_test() -> None:
    """A request in another language leaves that language active in its thread."""
    translation.deactivate()


@pytest.fixture
def author() -> User:
    """Somebody with a token."""
    return UserFactory.create()


@pytest.fixture
def api(author: User) -> Client:
    """The author's program, at a site with the demo suite and a judge profile."""
    load_demo_suite()
    load_pixel_profile()
    return client_of(author)
