"""Who may read the figures."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest

from leaderboard.observe.access import Access
from tests.leaderboard.front.clients import scope

TOKEN = "a-token-of-more-than-thirty-two-characters"
INSIDE = ip_network("10.1.0.0/16")


def asked(address: str = "192.0.2.7", **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return scope(headers=pairs, client=(address, 40000))


def test_by_default_nobody_may() -> None:
    closed = Access("", [], behind_proxy=False)
    assert closed.is_closed
    for request in (asked(), asked("127.0.0.1"), asked(authorization="Bearer "), asked(authorization="Bearer")):
        assert not closed.allows(request)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer é"])
def test_only_the_token_itself_opens(header: str) -> None:
    access = Access(TOKEN, [], behind_proxy=False)
    assert not access.allows(asked(authorization=header))
    assert access.allows(asked(authorization=f"bearer {TOKEN}"))


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("10.2.0.1", False), ("::1", False), ("", False)],
)
def test_an_address_inside_the_networks_needs_no_token(address: str, allowed: bool) -> None:
    assert Access("", [INSIDE], behind_proxy=False).allows(asked(address)) is allowed


def test_the_proxys_word_counts_only_behind_a_proxy_and_only_its_last_address() -> None:
    spoofed = asked("192.0.2.7", x_forwarded_for="10.1.2.3")
    assert not Access("", [INSIDE], behind_proxy=False).allows(spoofed)
    behind = Access("", [INSIDE], behind_proxy=True)
    assert behind.allows(spoofed)
    assert not behind.allows(asked("10.1.2.3", x_forwarded_for="10.1.2.3, 198.51.100.1"))
    assert behind.allows(asked("10.1.2.3"))
