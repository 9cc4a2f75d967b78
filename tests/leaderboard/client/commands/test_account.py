"""``salon account`` against a site, with the worker called in its place."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from django.conf import LazySettings

from leaderboard.client.commands import account as commands
from leaderboard.models import DataExport, User
from leaderboard.pipeline.accounts import Grant, Scope, create_token
from tests.leaderboard.client.conftest import Run
from workers.tasks.leaving import export_data

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_copy_of_the_data(
    signed_in: Run, author: User, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(commands, "_PAUSE_S", 0.01)
    refused = signed_in("account", "export")
    assert (refused.code, "the scope “account”" in refused.err) == (3, True)
    monkeypatch.setenv("SALON_TOKEN", create_token(author, "own", Grant([Scope.ACCOUNT]))[1])
    waiting = signed_in("account", "export", "--wait", 0)
    assert (waiting.code, "still making it" in waiting.err) == (2, True)

    def made_meanwhile(seconds: float) -> None:
        export_data(key=DataExport.objects.get().pk)

    monkeypatch.setattr(time, "sleep", made_meanwhile)
    file = tmp_path / "data.zip"
    assert signed_in("account", "export", "--to", file, "--json").json["state"] == "ready"
    with zipfile.ZipFile(file) as packed:
        assert author.email in packed.read("profile.json").decode()
    assert DataExport.objects.count() == 1, "the second command awaited the first one's"
