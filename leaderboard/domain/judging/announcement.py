"""Announcements of judges to the workers."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.domain.text_enum import StrEnum

EVERY_S = 3.0
"""How often a judge announces itself, and how often workers read the announcements."""

STALE_AFTER_S = 15.0
"""A judge that has not announced itself for this long gets no new calls."""

SEEN_BY_ALL_S = 2 * EVERY_S
"""After this many seconds every worker knows of a change."""


class JudgeState(StrEnum):
    """Only a judge that is serving gets new calls.

    Restarting: its engine ended and is being restarted. Draining: it is about to end, and answers its open calls.
    """

    STARTING = "starting"
    SERVING = "serving"
    RESTARTING = "restarting"
    DRAINING = "draining"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One judge's announcement.

    - ``address``: its base URL as workers reach it.
    - ``profile``: its profile's key and version, for people; ``profile_sha256`` is what counts.
    - ``node``: the name of its machine.
    - ``slots``: calls that it works on at the same time; 0 if unknown.
    - ``cause``: why it was last restarted; "" if never.
    """

    address: str
    profile: str
    profile_sha256: str
    node: str
    slots: int
    engine_version: str
    state: JudgeState
    cause: str = ""
