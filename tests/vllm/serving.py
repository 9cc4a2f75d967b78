"""Starting the real engine on a CPU, in an environment of its own, with a tiny model of the judge's architecture.

The contract tests and the judge's benchmark use it.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from leaderboard.domain.judging.profile import JudgeProfile, parse_profile
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import ProcessFault, Program, Programs, free_port
from tests.leaderboard.domain import shipped

ENGINE_PYTHON = CHECKOUT / ".vllm" / "bin" / "python"
HERE = Path(__file__).parent
UP_WITHIN_S = 300
MODEL = "tiny"
ENGINE_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "VLLM_CPU_KVCACHE_SPACE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "PYTHONPATH": str(HERE / "operators"),
}


@dataclass
class Engine:
    """A running server and its profile, which is q-judger's except for the model and the lengths."""

    url: str
    profile: JudgeProfile
    programs: Programs
    arguments: Sequence[str]
    program: Program | None = field(default=None)

    def start(self) -> None:
        """Start or restart on the same port, and wait until it answers."""
        self.program = self.programs.start("vllm", "vllm.entrypoints.openai.api_server", *self.arguments)
        self.programs.wait_until(self.is_up, "the engine", within_s=UP_WITHIN_S)

    def kill(self) -> None:
        """Kill the server and its children at once, as a crash would."""
        if self.program is not None:
            self.programs.stop(self.program, how=signal.SIGKILL)
            self.program = None

    def is_up(self) -> bool:
        """Whether it answers its health check."""
        try:
            return httpx.get(f"{self.url}/health").is_success
        except httpx.TransportError:
            return False

    def metric(self, name: str) -> float:
        """The present sum of a metric's values."""
        lines = httpx.get(f"{self.url}/metrics").text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith((f"{name}{{", f"{name} ")))


@contextmanager
def running_engine(folder: Path, *, max_tokens: int, thinking_token_budget: int) -> Iterator[Engine]:
    """The running server, with a model created in ``folder``.

    A token of this model is a byte, so its prompts are four times as long as the judge's. With random weights no reply
    ends by itself: every first reply is cut off after ``max_tokens``.

    Raises:
        ProcessFault: when the engine is not installed or does not get ready.
    """
    model, port = make_model(folder), free_port()
    profile = tiny_profile(max_tokens=max_tokens, thinking_token_budget=thinking_token_budget)
    with Programs(ENGINE_ENVIRONMENT, folder / "logs", python=str(ENGINE_PYTHON)) as programs:
        arguments = (
            *("--model", str(model), "--served-model-name", MODEL),
            *("--load-format", "dummy", "--enforce-eager", "--dtype", "bfloat16"),
            *("--host", "127.0.0.1", "--port", str(port), *profile.engine.flags),
        )
        engine = Engine(f"http://127.0.0.1:{port}", profile, programs, arguments)
        engine.start()
        yield engine


def make_model(folder: Path) -> Path:
    """Create the model in ``folder``; returns its own folder.

    Raises:
        ProcessFault: when the engine is not installed.
    """
    if not ENGINE_PYTHON.exists():
        raise ProcessFault(f"the engine is not installed in {ENGINE_PYTHON.parent.parent}: run make test-vllm")
    model = folder / "model"
    subprocess.run([ENGINE_PYTHON, HERE / "tiny_model.py", model], check=True, env={**os.environ, **ENGINE_ENVIRONMENT})
    return model


def tiny_profile(*, max_tokens: int, thinking_token_budget: int) -> JudgeProfile:
    """q-judger's profile with the tiny model and other lengths."""
    return parse_profile(
        tiny_profile_text(max_tokens=max_tokens, thinking_token_budget=thinking_token_budget), shipped.protocol()
    )


def tiny_profile_text(*, max_tokens: int, thinking_token_budget: int) -> str:
    """The text of ``tiny_profile``'s file."""
    text = shipped.text(shipped.PROMPTS / "judges" / "q-judger.toml")
    changes = (
        ('id = "Qwen/Qwen-Image-Bench"', f'id = "{MODEL}"'),
        ("max_tokens = 4096", f"max_tokens = {max_tokens}"),
        ("thinking_token_budget = 1024", f"thinking_token_budget = {thinking_token_budget}"),
    )
    for old, new in changes:
        if old not in text:
            raise ValueError(f"q-judger.toml no longer holds {old!r}")
        text = text.replace(old, new)
    return text
