"""Local judging with a judge that is away, breaks, answers unreadably or is another one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from leaderboard.domain.images.check import inspect_image
from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.domain.retry import RetryPolicy
from leaderboard.domain.submission.bundle import Slot
from leaderboard.offline.prompts import read_profile, read_rubric, read_suite
from leaderboard.offline.verify import verify_file
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.domain.shipped import PROMPTS, profile
from workers.clients.judge import settling
from workers.local import judging
from workers.local.judges import JudgeUnfit
from workers.local.judging import Told
from workers.local.run import Judge, Written, run
from workers.local.work import Work, plan
from workers.standins.pixel_judge import server
from workers.standins.pixel_judge.server import PixelJudge
from workers.standins.serving import listening


class OddJudge(PixelJudge):
    """The stand-in judge; ``odd`` says how the next call about a picture of the suite is answered, None: as usual."""

    def __init__(self, odd: Callable[[int], web.Response | None]) -> None:
        super().__init__()
        self._odd = odd
        self.calls = 0

    async def _chat(self, request: web.Request) -> web.Response:
        body = await request.read()
        if b'"priority": 10' not in body:  # the check, not a picture of the suite
            return await super()._chat(request)
        self.calls += 1
        return self._odd(self.calls) or await super()._chat(request)


def said(content: str, finish_reason: str = "stop") -> web.Response:
    """A reply with this content."""
    message = {"role": "assistant", "reasoning": "", "content": content}
    return web.json_response({"choices": [{"index": 0, "message": message, "finish_reason": finish_reason}]})


@pytest.fixture
def work() -> Work:
    """The demo suite in English."""
    suite = read_suite(PROMPTS / "demo-v1", read_rubric(PROMPTS))
    data = {Slot(prompt.key, "en"): png(number) for number, prompt in enumerate(suite.prompts)}
    facts = {slot: inspect_image(picture) for slot, picture in data.items()}
    files = read_profile(PROMPTS / "judges" / "pixel-baseline.toml")
    pictures = plan(suite, ["en"], profile("pixel-baseline"), facts, data.__getitem__)
    return Work("Maple", suite, ("en",), profile("pixel-baseline"), files, pictures)


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "RETRIES", RetryPolicy(max_attempts=3, base_s=0.05, cap_s=0.1))


async def run_with(judge: PixelJudge, work: Work, folder: Path, waits: list[str]) -> Written:
    async with listening(judge.app(), "127.0.0.1", 0) as url:
        return await run(work, folder, Judge(url, None, 8), Told(lambda calls: None, waits.append))


async def test_what_fails_is_asked_again_or_recorded_with_its_reason(work: Work, tmp_path: Path) -> None:
    def odd(call: int) -> web.Response | None:
        if call % 11 == 1:
            return web.json_response({"error": "busy"}, status=503, headers={"Retry-After": "0"})
        if call % 11 == 4:
            return said("I cannot tell.")  # unreadable, and so the call is repeated with a schema
        if call % 11 == 7:
            return web.json_response({"error": "no such image"}, status=400)
        return None

    waits: list[str] = []
    written = await run_with(OddJudge(odd), work, tmp_path, waits)
    records = [record for result in written.results.pictures for record in result.records.values()]
    assert len(records) == work.calls
    assert any("503 from the judge" in reason for reason in waits)
    statuses = Counter(JudgementStatus(record["status"]) for record in records)
    assert statuses[JudgementStatus.REFUSED] > 0
    assert statuses[JudgementStatus.RESCUED] > 0
    assert statuses[JudgementStatus.OK] > 0
    assert verify_file(tmp_path / "evidence.jsonl.zst").judgements == work.calls
    document = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert document["judgements"]["by_status"]["refused"] == statuses[JudgementStatus.REFUSED]


async def test_a_judge_that_is_another_one_gets_no_picture(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "VERSION", "2")
    judge = OddJudge(lambda call: None)
    with pytest.raises(JudgeUnfit, match=r"engine: salon-standin 2; 1 is expected"):
        await run_with(judge, work, tmp_path, [])
    assert judge.calls == 0


async def test_a_judge_that_stays_away_is_given_up_and_what_it_said_is_kept(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "PATIENCE_S", 0.5)
    ended = OddJudge(lambda call: None if call <= 40 else web.json_response({"error": "down"}, status=503))
    with pytest.raises(JudgeUnfit, match="no reply for 0 minutes: 503 from the judge"):
        await run_with(ended, work, tmp_path, [])
    well = OddJudge(lambda call: None)
    await run_with(well, work, tmp_path, [])
    assert 0 < well.calls < work.calls
