"""``manage.py judge serve`` with the real engine: the key, what the engine says of itself, and how it drains."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from leaderboard.domain.judging.messages import chat_request_body, judge_messages
from leaderboard.domain.judging.profile import JudgeProfile, parse_profile
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import free_port, stop_tree
from tests.leaderboard.domain import shipped
from tests.vllm.serving import ENGINE_ENVIRONMENT, ENGINE_PYTHON, UP_WITHIN_S, make_model, tiny_profile_text
from tests.vllm.test_contract import picture
from workers.clients.judge.client import JudgeClient, JudgeUnavailable

KEY = "the-key-of-this-node"
# What the model of the tests needs instead of weights; they change replies, so they belong to its profile.
DUMMY = '"--load-format", "dummy", "--enforce-eager", "--dtype", "bfloat16",\n    "--max-model-len"'
# The CPU build's own "vllm" command does not start.
COMMAND = """\
#!/bin/sh
shift
exec "{python}" -m vllm.entrypoints.openai.api_server --model "$@"
"""


@dataclass
class Serving:
    """The running command, with one engine."""

    process: subprocess.Popen[bytes]
    url: str
    profile: JudgeProfile
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("serve")
    model, port = make_model(folder), free_port()
    text = tiny_profile_text(max_tokens=1500, thinking_token_budget=48)
    for old, new in (('"q-judger"', '"tiny-judge"'), ('id = "tiny"', f'id = "{model}"'), ('"--max-model-len"', DUMMY)):
        text = text.replace(old, new, 1)
    (folder / "judges").mkdir()
    (folder / "judges" / "tiny-judge.toml").write_text(text, encoding="utf-8")
    (folder / "bin").mkdir()
    command = folder / "bin" / "vllm"
    command.write_text(COMMAND.format(python=ENGINE_PYTHON), encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    environment = {
        **os.environ,
        **ENGINE_ENVIRONMENT,
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "SUITE_DIRS": str(folder),
        "JUDGE_API_KEY": KEY,
        "JUDGE_DRAIN_S": "60",
        "JUDGE_ENGINE_FLAGS": "--disable-log-stats --mm-processor-cache-gb 1",
        "PYTHONUNBUFFERED": "1",
    }
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "judge", "serve", "tiny-judge", "--port", str(port)],
            cwd=CHECKOUT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    running = Serving(process, f"http://127.0.0.1:{port}", parse_profile(text, shipped.protocol()), log)
    try:
        deadline = time.monotonic() + UP_WITHIN_S
        while "replica 0: ok    priority" not in running.said:
            assert process.poll() is None, running.said[-3000:]
            assert time.monotonic() < deadline, running.said[-3000:]
            time.sleep(0.5)
        yield running
    finally:
        stop_tree(process)


def asked(serving: Serving, tokens: int) -> list[bytes]:
    messages = judge_messages(serving.profile, "A red boat.", "Quality")
    extra = {"max_tokens": tokens, "ignore_eos": True}
    return list(
        chat_request_body(serving.profile, messages, picture().png_base64, model=serving.profile.model_id, extra=extra)
    )


async def test_every_item_of_the_check_passes_and_the_key_is_asked_for(serving: Serving) -> None:
    assert "FAIL" not in serving.said
    assert KEY not in serving.said
    async with JudgeClient(serving.url, api_key=KEY) as judge, JudgeClient(serving.url, api_key="wrong") as stranger:
        assert not await judge.takes_any_key()
        reply = await judge.chat(asked(serving, 2))
        assert (reply.fingerprint or "").startswith(f"vllm-{await judge.version()}-")
        with pytest.raises(JudgeUnavailable, match="401 from the judge: it refuses our key; set JUDGE_API_KEY"):
            await stranger.chat(asked(serving, 2))


async def test_a_call_in_flight_is_answered_before_the_engine_ends(serving: Serving) -> None:
    tokens = 1500  # so many that a fast engine, too, is still writing a second later
    async with JudgeClient(serving.url, api_key=KEY) as judge:
        call = asyncio.create_task(judge.chat(asked(serving, tokens)))
        while not judge.calls_in_flight:
            await asyncio.sleep(0.01)
        await asyncio.sleep(1)  # it has reached the engine
        assert not call.done()
        serving.process.send_signal(signal.SIGTERM)
        reply = await call
    assert reply.completion_tokens == tokens
    assert await asyncio.to_thread(serving.process.wait, 60) == 0
