"""Who may read the figures: whoever has the token, or asks from an address of the operator's networks."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.observe.replies import Scope

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Access:
    """Closed to everybody unless a token or networks are given.

    Attributes:
        token: of the header ``Authorization: Bearer …``; "" for none.
        networks: addresses that need no token.
        behind_proxy: whether to trust the last address in the proxy's X-Forwarded-For.
    """

    token: str
    networks: Sequence[Network]
    behind_proxy: bool

    @property
    def is_closed(self) -> bool:
        """Whether nobody may read."""
        return not self.token and not self.networks

    def allows(self, scope: Scope) -> bool:
        """Whether the sender of a request may read."""
        return self._has_token(scope) or self._is_inside(scope)

    def _has_token(self, scope: Scope) -> bool:
        kind, _, token = _header(scope, b"authorization").partition(" ")
        is_bearer = bool(self.token) and kind.lower() == "bearer"
        return is_bearer and secrets.compare_digest(token.strip().encode(), self.token.encode())

    def _is_inside(self, scope: Scope) -> bool:
        forwarded = _header(scope, b"x-forwarded-for") if self.behind_proxy else ""
        text = forwarded.rpartition(",")[2].strip() or str((scope.get("client") or ("",))[0])
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)  # an IPv4 client of a socket that listens on both
        return any((mapped or address) in network for network in self.networks)


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in reversed(scope["headers"]) if key == name), "")
