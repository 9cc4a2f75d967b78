"""The real engine on a CPU, with a tiny model of the judge's own architecture, in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from leaderboard.domain.judge_profile import JudgeProfile, parse_profile
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import Programs, free_port
from tests.leaderboard.domain import shipped

ENGINE_PYTHON = CHECKOUT / ".vllm" / "bin" / "python"
HERE = Path(__file__).parent
UP_WITHIN_S = 300
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "VLLM_CPU_KVCACHE_SPACE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "PYTHONPATH": str(HERE / "operators"),
}
# A token of this model is a byte, so its replies and prompts are four times as long as the judge's.
_TINY = (
    ('id = "Qwen/Qwen-Image-Bench"', 'id = "tiny"'),
    ("max_tokens = 4096", "max_tokens = 1500"),
    ("thinking_token_budget = 1024", "thinking_token_budget = 48"),
)


@dataclass(frozen=True, slots=True)
class Engine:
    """A running server and the profile that it serves: q-judger's but for the model and the lengths."""

    url: str
    profile: JudgeProfile

    def metric(self, name: str) -> float:
        """The sum of a metric's values, as of now."""
        lines = httpx.get(f"{self.url}/metrics").text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith((f"{name}{{", f"{name} ")))


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The server, up and answering."""
    if not ENGINE_PYTHON.exists():
        pytest.fail(f"the engine is not installed in {ENGINE_PYTHON.parent.parent}: run make test-vllm")
    model, port = tmp_path_factory.mktemp("model"), free_port()
    subprocess.run([ENGINE_PYTHON, HERE / "tiny_model.py", model], check=True, env={**os.environ, **_ENVIRONMENT})
    url = f"http://127.0.0.1:{port}"
    with Programs(_ENVIRONMENT, tmp_path_factory.mktemp("logs"), python=str(ENGINE_PYTHON)) as programs:
        programs.start(
            *("vllm", "vllm.entrypoints.openai.api_server", "--model", str(model), "--served-model-name", "tiny"),
            *("--load-format", "dummy", "--enforce-eager", "--dtype", "bfloat16"),
            *("--host", "127.0.0.1", "--port", str(port), *_profile().engine.flags),
        )
        programs.wait_until(lambda: _is_up(url), "the engine", within_s=UP_WITHIN_S)
        yield Engine(url, _profile())


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health").is_success
    except httpx.TransportError:
        return False


def _profile() -> JudgeProfile:
    text = shipped.text(shipped.PROMPTS / "judges" / "q-judger.toml")
    for old, new in _TINY:
        assert old in text
        text = text.replace(old, new)
    assert tomllib.loads(text)
    return parse_profile(text, shipped.protocol())
