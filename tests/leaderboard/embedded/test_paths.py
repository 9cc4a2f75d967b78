"""Where local state lies, and secrets that are made once."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from leaderboard.embedded import paths


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SALON_HOME", str(tmp_path))
    return tmp_path


def test_local_state_lies_in_the_checkout_unless_salon_home_names_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALON_HOME", str(tmp_path))
    assert paths.home() == tmp_path
    monkeypatch.setenv("SALON_HOME", "")
    assert paths.home() == paths.CHECKOUT / ".salon"
    monkeypatch.delenv("SALON_HOME")
    assert paths.home() == paths.CHECKOUT / ".salon"
    assert (paths.CHECKOUT / "manage.py").is_file()


def test_the_services_addresses_name_the_folder(home: Path) -> None:
    assert paths.postgres_url() == f"postgresql://postgres@/salon?host={home}/postgres"
    assert paths.redis_url() == f"unix://{paths.redis_socket()}"


def test_a_socket_whose_path_is_too_long_lies_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALON_HOME", "/short")
    assert paths.redis_socket() == Path("/short/redis/redis.socket")
    sockets = set()
    for name in ("a", "b"):
        monkeypatch.setenv("SALON_HOME", str(tmp_path / (name * 100)))
        sockets.add(paths.redis_socket())
        assert len(str(paths.redis_socket())) < 108  # what the kernel takes
        assert paths.redis_socket() == paths.redis_socket()
    assert len(sockets) == 2


def test_a_secret_is_made_once_and_readable_by_its_owner_only(home: Path) -> None:
    secret = paths.local_secret("django")
    assert len(secret) >= 48
    assert paths.local_secret("django") == secret
    assert paths.local_secret("keys") != secret
    file = home / "secrets" / "django"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_of_processes_that_start_together_the_first_ones_secret_counts(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "secrets").mkdir()
    (home / "secrets" / "django").write_text("made by another process", encoding="ascii")
    # As seen by one that looked just before the other made it.
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert paths.local_secret("django") == "made by another process"
