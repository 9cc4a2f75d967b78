"""A judge that collapses without an error, from its first empty reply until what it gave is judged again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from leaderboard.domain.images.redraw import JudgeImage, prepare_for_judge
from leaderboard.domain.judging import breaker
from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.reply_window import AT_LEAST
from leaderboard.domain.retry import RetryPolicy
from leaderboard.models import JudgedImage, JudgedImageStatus, JudgeIncident, JudgeServer
from leaderboard.pipeline.judging import judging
from tests.factories import load_pixel_profile
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import judging_submission, make_due
from workers.clients.judge.asking import Away, Question
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.control import check_replies
from workers.clients.judge.gate import JudgeGate
from workers.judging import judges, watch
from workers.judging.asking import ask_all
from workers.process.event_loop import in_thread
from workers.standins.pixel_judge.server import PixelJudge

pytestmark = pytest.mark.django_db(transaction=True)


def all_pass(content: str) -> str:
    answer = json.loads(content or "{}")  # a reply of one token has no content
    return json.dumps({sub: {facet: {"score": 1} for facet in facets} for sub, facets in answer.items()})


COLLAPSES: dict[str, Callable[[str], str]] = {
    "exclamation marks": lambda _: "!" * 200,
    "prose": lambda _: "I cannot say much about this picture.",
    "broken off": lambda content: content[: len(content) // 2],
    "the same verdicts": all_pass,
}


class Collapsing(PixelJudge):
    """The stand-in judge; ``change`` spoils the content of its replies."""

    change: Callable[[str], str] | None = None

    async def _chat(self, request: web.Request) -> web.Response:
        response = await super()._chat(request)
        assert isinstance(response.body, bytes)
        reply = json.loads(response.body)
        if self.change and "choices" in reply:
            message = reply["choices"][0]["message"]
            message["content"] = self.change(message["content"] or "")
        return web.json_response(reply)


@pytest.fixture
async def judge() -> AsyncIterator[Collapsing]:
    yield Collapsing()


@pytest.fixture
async def gate(judge: Collapsing, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[JudgeGate]:
    """A worker's gate before the judge; pauses are short."""
    monkeypatch.setattr(breaker, "PAUSES", RetryPolicy(max_attempts=1, base_s=1e-9, cap_s=1e-9))
    runner = web.AppRunner(judge.app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    client = JudgeClient(f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield JudgeGate("gpu-1", client, judges.look)
    await client.close()
    await runner.cleanup()


def planned_rows() -> list[JudgedImage]:
    """Planned pictures, more than are needed to notice a collapse."""
    submission = judging_submission(pictures=AT_LEAST)
    return list(submission.judgings.order_by("pk"))


async def judge_row(gate: JudgeGate, row: JudgedImage, picture: bytes) -> None:
    """Do what the task does, with a picture that is in no storage."""

    def claim() -> tuple[judging.JudgeClaim, JudgeProfile]:
        make_due(row)
        claimed = judging.claim_judging(row.pk)
        assert claimed is not None
        return claimed, judges.frozen_profile(claimed.profile_id)

    claimed, profile = await in_thread(claim)
    image: JudgeImage = prepare_for_judge(picture, max_side=profile.image.max_side)
    outcomes = await ask_all(gate, Question(profile, claimed.prompt, image), claimed.dimensions)
    settled = [outcome for outcome in outcomes if isinstance(outcome, JudgeOutcome)]
    away = [outcome for outcome in outcomes if isinstance(outcome, Away)]
    await in_thread(
        judging.record_judgements,
        claimed,
        settled,
        distorted=False,
        waiting_for=away[0].reason if away else "",
        retry_in_s=0,
        server=gate.name,
    )


def facts() -> dict[str, Any]:
    """The database's view: open incidents, owed pictures, and the judge's state."""
    server = JudgeServer.objects.get()
    return {
        "incidents": JudgeIncident.objects.filter(closed_at__isnull=True).count(),
        "owed": JudgedImage.objects.filter(status=JudgedImageStatus.PLANNED).count(),
        "state": server.breaker,
        "cause": server.breaker_cause,
        "waiting": set(JudgedImage.objects.exclude(waiting_for="").values_list("waiting_for", flat=True)),
    }


@pytest.mark.parametrize("how", COLLAPSES)
async def test_what_a_collapsed_judge_gave_is_judged_again_when_it_is_well(
    judge: Collapsing, gate: JudgeGate, how: str
) -> None:
    rows = await in_thread(planned_rows)
    await watch.look_after(gate)
    judge.change = COLLAPSES[how]
    for number, row in enumerate(rows):
        await judge_row(gate, row, png(number))
    collapsed = await in_thread(facts)
    assert (collapsed["incidents"], collapsed["owed"], collapsed["state"]) == (1, len(rows), "open")
    assert collapsed["cause"].startswith("the judge has collapsed (")
    assert all("the judge ha" in reason for reason in collapsed["waiting"])

    judge.change = None
    for number, row in enumerate(rows):
        await judge_row(gate, row, png(number))
    recovered = await in_thread(facts)
    assert (recovered["incidents"], recovered["owed"], recovered["state"]) == (0, 0, "closed")


async def test_another_worker_stops_asking_it_and_each_finds_by_itself_that_it_is_well(
    judge: Collapsing, gate: JudgeGate
) -> None:
    rows = await in_thread(planned_rows)
    other = JudgeGate(gate.name, gate.judge, judges.look)
    await watch.look_after(other)
    assert other.rests_until == 0.0
    judge.change = COLLAPSES["the same verdicts"]
    for number, row in enumerate(rows):
        await judge_row(gate, row, png(number))
    await watch.look_after(other)
    assert other.rests_until > 0.0
    judge.change = None
    await watch.look_after(other)
    assert other.rests_until == 0.0
    assert (await in_thread(facts))["incidents"] == 0


async def test_the_control_pictures_tell_a_judge_in_good_health_from_a_collapsed_one(
    judge: Collapsing, gate: JudgeGate
) -> None:
    profile = (await in_thread(load_pixel_profile)).frozen
    assert (await check_replies(gate.judge, profile)).ok
    for change in COLLAPSES.values():
        judge.change = change
        item = await check_replies(gate.judge, profile)
        assert (item.name, item.ok) == ("replies", False)
