"""Where tokens are kept, and for which site they are used."""

from __future__ import annotations

from pathlib import Path

import pytest

from leaderboard.client import credentials
from leaderboard.client.credentials import Account, current, forget, remember, site_address
from leaderboard.client.errors import BadInput, NotSignedIn

A, B = Account("https://a.example.org", "salon_a"), Account("https://b.example.org", "salon_b")


@pytest.fixture(autouse=True)
def _empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("SALON_URL", "SALON_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(credentials, "keyring", None)  # not the one of the developer


def test_the_latest_login_counts_and_each_site_has_its_own_token(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotSignedIn, match="salon login"):
        current()
    remember(A)
    remember(B)
    assert current() == B
    monkeypatch.setenv("SALON_URL", "https://a.example.org/")
    assert current() == A
    monkeypatch.setenv("SALON_URL", "https://c.example.org")
    assert current() == Account("https://c.example.org", "")
    monkeypatch.setenv("SALON_TOKEN", "salon_ci")
    assert current() == Account("https://c.example.org", "salon_ci")


def test_a_forgotten_site_is_no_longer_known() -> None:
    remember(A)
    forget(A)
    with pytest.raises(NotSignedIn):
        current()


def test_only_the_owner_can_read_the_file() -> None:
    file = Path(remember(A))
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    remember(B)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_says_what_to_do() -> None:
    Path(remember(A)).write_text("[]")
    with pytest.raises(BadInput, match="delete it"):
        current()


@pytest.mark.parametrize("url", ["salon.example.org", "ftp://salon.example.org", "https://", "https://a b"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        site_address(url)
