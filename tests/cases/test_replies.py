"""What real judges answer, and what is read from it: a rescue call follows where nothing can be."""

from __future__ import annotations

import json

import pytest

from leaderboard.domain.judging.reply_parser import PARSERS
from leaderboard.domain.judging.rescue import RESCUABLE
from leaderboard.domain.judging.verdicts import JudgementStatus
from tests.leaderboard.domain.judging.replies import chat, parse
from workers.clients.judge.http_replies import read_chat

DRAFT = '{"Realism": {"Physical Logic": {"score": 2}}}'
OPEN_THINK = f"<think>\nA first draft: {DRAFT}\nBut wait, the noise is visible"
ANSWER = '{"Detail": {"Noise": {"score": 1}, "Edge Clarity": {"score": 2}}}'


def test_a_draft_in_reasoning_that_never_ends_is_no_answer_although_the_engine_says_stop() -> None:
    message = {"role": "assistant", "content": OPEN_THINK}
    body = {"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
    reply = read_chat(json.dumps(body).encode(), 0.1)
    parsed = parse(reply.content, finish_reason=reply.finish_reason)
    assert (parsed.status, parsed.verdicts) == (JudgementStatus.MALFORMED, {})
    assert parsed.status in RESCUABLE
    assert "never closed" in parsed.reason


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"{ANSWER}\n\nThe picture itself says: {ANSWER.replace('1', '2')}", id="quoted after"),
        pytest.param(f"The picture says {ANSWER.replace('1', '2')}. My verdict: {ANSWER}", id="quoted before"),
        pytest.param(f"{ANSWER}\n\nOn reflection: {ANSWER.replace('2', '0')}", id="changed its mind"),
        pytest.param(
            '{"Detail": {"Noise": {"score": 1}}}\n{"Resolution": {"Resolution": {"score": 1}}}', id="in parts"
        ),
    ],
)
def test_two_answers_that_differ_are_rescued(content: str) -> None:
    parsed = parse(content)
    assert (parsed.status, parsed.verdicts) == (JudgementStatus.MALFORMED, {})
    assert parsed.status in RESCUABLE


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"{ANSWER}\n\nFinal answer:\n```json\n{ANSWER}\n```", id="the same answer twice"),
        pytest.param(f'For {{"prompt": "a cat"}}: {ANSWER}', id="a quoted prompt"),
        pytest.param(f'In the format {{"Detail": {{"Noise": {{"score": "0|1|2"}}}}}}: {ANSWER}', id="a quoted format"),
        pytest.param(f"<think>Hm.</think>\n\nHere you are: {ANSWER}", id="reasoning that ends"),
    ],
)
def test_one_answer_is_read_whatever_stands_around_it(content: str) -> None:
    parsed = parse(content)
    assert parsed.status is JudgementStatus.REPAIRED
    assert list(parsed.verdicts.values()) == [1, 2]


def test_the_engines_own_separation_is_trusted() -> None:
    assert parse(ANSWER).status is JudgementStatus.OK
    assert chat(ANSWER, reasoning="<think> and no end").content == ANSWER


def test_both_versions_of_the_parser_are_known() -> None:
    assert PARSERS == ("2", "3")
