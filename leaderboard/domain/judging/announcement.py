"""How a judge announces itself to the workers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

EVERY_S = 3.0
"""How often a judge announces itself, and how often workers read who is there."""

STALE_AFTER_S = 15.0
"""A judge that has not announced itself for so long gets no new calls."""

SEEN_BY_ALL_S = 2 * EVERY_S
"""After so many seconds every worker knows of a change."""


class JudgeState(StrEnum):
    """Only a judge that is serving gets new calls.

    Restarting: its engine ended and is started again. Draining: it is about to end, and answers what it was asked.
    """

    STARTING = "starting"
    SERVING = "serving"
    RESTARTING = "restarting"
    DRAINING = "draining"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What one judge says of itself.

    - ``address``: its base URL as workers reach it.
    - ``profile``: its profile's key and version, for people; ``profile_sha256`` is what counts.
    - ``node``: the name of its machine.
    - ``slots``: calls that it works on at the same time; 0 if that is not known.
    - ``cause``: why it was last started again, "" if it was not.
    """

    address: str
    profile: str
    profile_sha256: str
    node: str
    slots: int
    engine_version: str
    state: JudgeState
    cause: str = ""
