"""Suites and profiles from a site: only with the right seal; kept in the cache, fetched again if it is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from leaderboard.client.errors import BadInput, UnexpectedReply
from leaderboard.client.salon import Salon
from leaderboard.client.sealed import SiteSource
from leaderboard.models import JudgeProfile, Prompt, PromptSuite
from tests.factories import load_demo_suite, load_pixel_profile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source(live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A site with the demo suite and the pixel baseline."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load_demo_suite()
    load_pixel_profile()
    with Salon(live_server.url) as salon:
        yield SiteSource(salon)


def test_a_suite_and_a_profile_are_those_of_the_site(source: SiteSource, tmp_path: Path) -> None:
    row = PromptSuite.objects.get()
    for name in ("demo", "demo/1", "demo-v1"):
        assert source.suite(name) == row.whole
    (note,) = source.profiles()
    assert (note.name, note.model, note.is_current) == ("pixel-baseline/3", "salon/pixel-baseline", True)
    profile = note.get()
    assert (profile.frozen, profile.files) == (JudgeProfile.objects.get().frozen, JudgeProfile.objects.get().files)
    for file in (tmp_path / "salon").iterdir():
        file.write_text('{"key": "other"}', encoding="utf-8")
    assert source.suite("demo") == row.whole
    assert note.get() == profile


def test_what_has_another_seal_is_refused(source: SiteSource) -> None:
    prompt = Prompt.objects.first()
    assert prompt is not None
    Prompt.objects.filter(pk=prompt.pk).update(texts={**prompt.texts, "en": "Something else."})
    with pytest.raises(UnexpectedReply, match="what the site sent as demo/1 has the seal"):
        source.suite("demo")
    JudgeProfile.objects.update(sha256="0" * 64)
    (note,) = source.profiles()
    with pytest.raises(UnexpectedReply, match="pixel-baseline/3 has the seal"):
        note.get()


def test_a_hidden_suite_is_not_judged_here(source: SiteSource) -> None:
    PromptSuite.objects.update(hidden=True)
    with pytest.raises(BadInput, match="the prompts of demo/1 are hidden"):
        source.suite("demo")
