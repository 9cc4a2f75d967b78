"""When SECRET_KEY is changed, what was signed with the former one stays good as long as that is a fallback."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.contrib.auth.tokens import default_token_generator
from django.test import Client

from leaderboard.api.cursors import _read, _written
from leaderboard.models import User

pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return client.get("/submissions/").status_code == 200


def test_sessions_links_and_cursors_outlast_a_change(author: User, settings: LazySettings) -> None:
    client = Client()
    client.force_login(author)
    link, cursor = default_token_generator.make_token(author), _written(17, "releases")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-of-more-than-32-characters"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert is_signed_in(client)
    assert default_token_generator.check_token(author, link)
    assert _read(cursor, "releases") == 17
    settings.SECRET_KEY_FALLBACKS = []
    assert is_signed_in(client), "the session is signed with the present secret by now"
    assert not default_token_generator.check_token(author, link)
    settings.SECRET_KEY = "a-third-secret-of-more-than-32-characters"
    assert not is_signed_in(client)
