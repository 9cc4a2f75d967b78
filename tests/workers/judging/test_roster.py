"""The list of judges follows what is announced."""

from __future__ import annotations

from collections.abc import Iterable

from leaderboard.domain.judging.announcement import JudgeState
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.pipeline.judging.announcements import KnownJudge
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.gate import JudgeGate
from workers.clients.judge.pool import JudgePool
from workers.judging.roster import DRAINING, GONE, STALE, Roster

SHA = "a" * 64
ADDRESS = "http://127.0.0.1:1"


async def never_called(gate: JudgeGate, profile: JudgeProfile) -> str:
    raise AssertionError


def new_gate(address: str, profile_sha256: str = "") -> JudgeGate:
    return JudgeGate(address, JudgeClient(address), never_called, profile_sha256=profile_sha256)


class Listed:
    """A roster, and who has come."""

    def __init__(self, fixed: Iterable[JudgeGate] = ()) -> None:
        self.pool = JudgePool(list(fixed))
        self.come: list[str] = []
        self.roster = Roster(self.pool, new_gate, lambda gate: self.come.append(gate.name))

    def tell(
        self, state: JudgeState | None = JudgeState.SERVING, *, is_fresh: bool = True, profile_sha256: str = SHA
    ) -> None:
        judges = [KnownJudge(ADDRESS, profile_sha256, state, is_fresh)] if state else []
        self.roster.update({judge.address: judge for judge in judges})

    async def settle(self) -> None:
        await self.roster.close_those_who_left()

    @property
    def lent(self) -> str:
        with self.pool.lend(SHA) as gate:
            return gate.name if gate else ""


def test_a_judge_comes_when_it_serves() -> None:
    listed = Listed()
    listed.tell(JudgeState.STARTING)
    assert (listed.come, listed.lent) == ([], "")
    listed.tell()
    listed.tell()
    assert (listed.come, listed.lent) == ([ADDRESS], ADDRESS)
    assert listed.pool.gates[0].has_room


async def test_one_that_drains_falls_silent_or_is_gone_gets_no_more() -> None:
    for reason, state, is_fresh in (
        (DRAINING, JudgeState.DRAINING, True),
        (STALE, JudgeState.SERVING, False),
        (GONE, None, True),
    ):
        listed = Listed()
        listed.tell()
        (gate,) = listed.pool.gates
        gate.has_room = False
        with listed.pool.lend(SHA):  # a picture is still with it
            listed.tell(state, is_fresh=is_fresh)
            await listed.settle()
            assert (listed.lent, gate.is_leaving, gate.is_closed) == ("", True, False), reason
            listed.tell()  # it was only a pause
            assert (gate.is_leaving, gate.has_room) == (False, True), reason
            listed.tell(state, is_fresh=is_fresh)
        await listed.settle()
        assert (listed.pool.gates, gate.is_closed) == ((), True), reason
        listed.tell()
        assert listed.come == [ADDRESS, ADDRESS], reason


def test_another_profile_at_the_same_address_is_another_judge() -> None:
    listed = Listed()
    listed.tell()
    listed.tell(profile_sha256="b" * 64)
    assert [gate.is_leaving for gate in listed.pool.gates] == [True, False]
    assert listed.lent == ""


def test_a_judge_of_judge_url_that_also_announces_itself_is_there_once() -> None:
    listed = Listed([new_gate(ADDRESS)])
    listed.tell()
    listed.tell(JudgeState.DRAINING)
    assert (listed.come, listed.lent) == ([], ADDRESS)
