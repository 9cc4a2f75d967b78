"""How long the front waits for a client, and how much it takes from one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits of one client's connection.

    Attributes:
        silence_s: seconds without a byte of the request's body.
        reading_s: seconds in which a client takes nothing of the reply.
        grace_s: seconds for a body, or for a reply, before its average rate counts.
        slowest: bytes per second, the lowest average rate after that.
        small_body: bytes that anybody may send; a larger body is read only if the site has admitted it.
        shown_first: bytes of a larger body that are read before, because its fields must be in them.
        largest_body: bytes of the largest body that the site may admit.
        per_address: bodies and downloads that one address may have under way at the same time.
    """

    silence_s: float = 15.0
    reading_s: float = 60.0
    grace_s: float = 30.0
    slowest: int = 8 * 1024
    small_body: int = 2 * 1024 * 1024
    shown_first: int = 16 * 1024
    largest_body: int = 2**34
    per_address: int = 32

    def due(self, begun: float, done: int) -> float:
        """When the next bytes have to be there, after ``done`` of them; both times of the monotonic clock."""
        return begun + self.grace_s + done / self.slowest
