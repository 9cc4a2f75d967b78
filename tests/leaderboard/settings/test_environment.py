"""Environment variables are read, or refused with their name and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

import pytest

from leaderboard.settings import environment as env


@pytest.mark.parametrize(
    ("value", "read", "expected"),
    [
        ("yes", env.flag, True),
        ("0", env.flag, False),
        ("", env.flag, False),
        ("2.5", lambda name: env.number(name, 1), 2.5),
        ("7", lambda name: env.integer(name, 1), 7),
        (" a, ,b ", env.words, ["a", "b"]),
        ("one,two\nthree\n", env.secrets, ["one", "two", "three"]),
        ("", env.secrets, []),
        ("10/second", lambda name: env.rate(name, "1/minute"), "10/second"),
        ("json", lambda name: env.choice(name, "text", "json"), "json"),
        ("10.1.0.0/16", env.networks, [ip_network("10.1.0.0/16")]),
    ],
)
def test_values_are_read(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[str], object], expected: object
) -> None:
    monkeypatch.setenv("SOME_SETTING", value)
    assert read("SOME_SETTING") == expected


@pytest.mark.parametrize(
    ("value", "read", "complaint"),
    [
        ("maybe", env.flag, "is not a flag; 1 or 0 is expected"),
        ("many", lambda name: env.number(name, 1), "is not a number"),
        ("0", lambda name: env.integer(name, 1, at_least=1), "is too small; at least 1 is expected"),
        ("1.5", lambda name: env.integer(name, 1), "is not a whole number"),
        ("often", lambda name: env.rate(name, "1/minute"), "is not a rate; one such as 300/minute is expected"),
        ("xml", lambda name: env.choice(name, "text", "json"), "is unknown; text or json is expected"),
        ("10.1.0.7/16", env.networks, "ranges such as 10.1.0.0/16 are expected"),
    ],
)
def test_a_bad_value_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[str], object], complaint: str
) -> None:
    monkeypatch.setenv("SOME_SETTING", value)
    with pytest.raises(env.EnvironmentFault, match=f"SOME_SETTING.*{complaint}"):
        read("SOME_SETTING")


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n", encoding="utf-8")
    monkeypatch.setenv("SOME_SETTING_FILE", str(tmp_path / "secret"))
    assert env.text("SOME_SETTING") == "hush"
    monkeypatch.setenv("SOME_SETTING_FILE", str(tmp_path / "missing"))
    with pytest.raises(env.EnvironmentFault, match=r"SOME_SETTING_FILE=.*cannot be read"):
        env.text("SOME_SETTING")
