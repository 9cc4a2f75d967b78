"""Runs ``salon`` as a shell does, against a site of the tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from leaderboard.client import credentials
from leaderboard.client.commands.main import main
from leaderboard.models import User
from leaderboard.pipeline.accounts import create_token


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with an empty home."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(credentials, "keyring", None)  # not the one of the developer
    for name in ("SALON_URL", "SALON_TOKEN"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return Ran(int(str(ended.value.code)), *capsys.readouterr())

    return run


@pytest.fixture
def signed_in(run: Run, live_server: LiveServer, author: User, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command as the author, as CI does."""
    monkeypatch.setenv("SALON_URL", live_server.url)
    monkeypatch.setenv("SALON_TOKEN", create_token(author, "client")[1])
    return run
