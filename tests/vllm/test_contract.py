"""What Salon relies on, tested with the real engine: ``make test-vllm``."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Sequence

import pytest
from PIL import Image

from leaderboard.demo.drawing.pictures import draw_picture
from leaderboard.domain.images.redraw import JudgeImage, prepare_for_judge
from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.messages import chat_request_body, judge_messages
from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.domain.judging.reply_parser import parse_reply
from leaderboard.domain.judging.verdicts import JudgementStatus
from tests.leaderboard.domain import shipped
from tests.prompts.test_core_suite import suite
from tests.vllm.serving import UP_WITHIN_S, Engine
from workers.clients.judge.asking import Away, Question
from workers.clients.judge.asking import ask as ask_judge
from workers.clients.judge.client import JudgeClient, JudgeRefused
from workers.clients.judge.probe import probe

DIMENSIONS = shipped.rubric().dimensions
_CALLS, _LONG = 16, 8000  # enough tokens that the engine needs far longer for them than to tell how it stands


def picture(text: str = "a red boat", side: int = 512) -> JudgeImage:
    buffer = io.BytesIO()
    drawn: Image.Image = draw_picture(text, width=side, height=side, quality=0.9)
    drawn.save(buffer, "PNG")
    return prepare_for_judge(buffer.getvalue(), max_side=1024)


def body(engine: Engine, image: JudgeImage, dimension: str = "Quality", **extra: object) -> Sequence[bytes]:
    messages = judge_messages(engine.profile, "A red boat.", dimension)
    return chat_request_body(engine.profile, messages, image.png_base64, model="tiny", extra=extra)


async def ask(engine: Engine, image: JudgeImage, dimensions: Sequence[str]) -> list[JudgeOutcome | Away]:
    async with JudgeClient(engine.url) as judge:
        return await ask_judge(judge, Question(engine.profile, "A red boat.", image), dimensions)


async def test_the_check_passes_on_an_engine_started_with_the_profiles_flags(engine: Engine) -> None:
    longest = max((text for p in suite().prompts for text in p.texts.values()), key=lambda text: len(text.encode()))
    async with JudgeClient(engine.url, max_in_flight=256) as judge:
        items = await probe(judge, engine.profile, longest, under_load=True)
    assert [item.line() for item in items if not item.ok] == []
    assert [item.name for item in items][-1] == "priority"


async def test_a_reply_that_ends_inside_the_reasoning_is_seen_as_truncated(engine: Engine) -> None:
    async with JudgeClient(engine.url) as judge:
        reply = await judge.chat(body(engine, picture(), max_tokens=30))
    assert (reply.content, reply.finish_reason, reply.completion_tokens) == (None, "length", 30)
    assert reply.reasoning
    assert parse_reply(reply, shipped.rubric(), "Quality").status == JudgementStatus.TRUNCATED


async def test_the_rescue_gives_valid_verdicts_for_all_five_dimensions_slash_names_included(engine: Engine) -> None:
    outcomes = await ask(engine, picture(), DIMENSIONS)
    for dimension, outcome in zip(DIMENSIONS, outcomes, strict=True):
        assert isinstance(outcome, JudgeOutcome)
        assert outcome.parsed.status == JudgementStatus.RESCUED, outcome.parsed.reason
        assert set(outcome.parsed.verdicts) == {facet.path for facet in shipped.rubric().checklist(dimension)}
        assert outcome.first is not None
        assert outcome.first.parsed.status == JudgementStatus.TRUNCATED


async def test_a_broken_image_is_refused_in_words(engine: Engine) -> None:
    (outcome,) = await ask(engine, JudgeImage(b"AAAA", distorted=False), ["Quality"])
    assert isinstance(outcome, JudgeOutcome)
    assert outcome.parsed.status == JudgementStatus.REFUSED
    assert outcome.parsed.reason.startswith("400 from the judge: ")


async def test_more_than_the_model_length_is_refused_and_not_cut(engine: Engine) -> None:
    messages = judge_messages(engine.profile, "boat " * 4000, "Quality")
    long = chat_request_body(engine.profile, messages, picture().png_base64, model="tiny")
    async with JudgeClient(engine.url) as judge:
        with pytest.raises(JudgeRefused, match="400 from the judge"):
            await judge.chat(long)


async def test_a_closed_connection_ends_the_request_in_the_engine(engine: Engine) -> None:
    before = engine.metric("vllm:generation_tokens_total")
    async with JudgeClient(engine.url) as judge:
        asked = body(engine, picture(), max_tokens=_LONG, ignore_eos=True)
        calls = [asyncio.create_task(judge.chat(asked)) for _ in range(_CALLS)]
        await _until(
            engine, "vllm:generation_tokens_total", lambda tokens: tokens > before, within_s=UP_WITHIN_S, calls=calls
        )
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        await _until(engine, "vllm:num_requests_running", lambda running: not running, within_s=60)
    # They ended because the client left, not because they were complete.
    assert engine.metric("vllm:generation_tokens_total") - before < _CALLS * _LONG


async def _until(
    engine: Engine,
    metric: str,
    holds: Callable[[float], bool],
    *,
    within_s: float,
    calls: Sequence[asyncio.Task[ChatReply]] = (),
) -> None:
    """Wait until the metric's value ``holds``; a call that ends meanwhile fails the test with what it ended with."""
    async with asyncio.timeout(within_s):
        # A busy engine may take seconds to tell; meanwhile the calls go on.
        while not holds(await asyncio.to_thread(engine.metric, metric)):
            assert [call.result() for call in calls if call.done()] == []
            await asyncio.sleep(0.1)


async def test_pictures_of_one_prompt_are_not_confused_however_they_arrive(engine: Engine) -> None:
    images = {side: picture(side=side) for side in (256, 512, 768, 1024)}
    async with JudgeClient(engine.url) as judge:
        alone = {side: await judge.chat(body(engine, image, max_tokens=1)) for side, image in images.items()}
        order = [side for _ in range(4) for side in images]
        together = await asyncio.gather(*(judge.chat(body(engine, images[side], max_tokens=1)) for side in order))
    # A picture of 1024×1024 px is 1,024 tokens, so the length of the prompt tells the pictures apart.
    tokens = {side: reply.prompt_tokens for side, reply in alone.items()}
    assert len(set(tokens.values())) == len(images)
    assert [reply.prompt_tokens for reply in together] == [tokens[side] for side in order]


async def test_further_calls_on_a_picture_are_served_from_the_caches(engine: Engine) -> None:
    image = picture("a lighthouse in fog, seen once only", side=1024)
    hits = engine.metric("vllm:mm_cache_hits_total")
    async with JudgeClient(engine.url) as judge:
        replies = [await judge.chat(body(engine, image, dimension, max_tokens=1)) for dimension in DIMENSIONS]
    assert (replies[0].cached_tokens or 0) < (replies[0].prompt_tokens or 0) / 2
    assert min(reply.cached_tokens or 0 for reply in replies[2:]) > 0
    assert engine.metric("vllm:mm_cache_hits_total") - hits >= len(DIMENSIONS) - 1
