"""The real engine with the tiny model, configured so that its calls resemble the judge's on a GPU."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leaderboard.domain.judging.profile import JudgeProfile as FrozenProfile
from leaderboard.models import JudgeProfile, Prompt
from leaderboard.pipeline.loading import folders, suites
from tests.vllm.serving import ENGINE_PYTHON, Engine, running_engine, tiny_profile_text

PLACES = 64
"""How many calls the engine runs at once, by the profile's flags."""

LENGTHS = {"max_tokens": 288, "thinking_token_budget": 16}
"""Tokens of a reply. No first reply ends by itself, so replies are as short as the check of a judge allows, which needs
one complete constrained reply: 48 tokens of thinking and 221 bytes of verdicts, at worst a token each."""

PROFILE = "tiny"
_LIKE_A_GPU = (
    # The block size in which a prefix is reused: 784 tokens for the judge, by default 128 for a model as small as this.
    *("--block-size", "768"),
    # The engine's default on a GPU with 80 GB: two or three prompts fit into one step.
    *("--max-num-batched-tokens", "8192"),
)


@contextmanager
def judging_engine(folder: Path) -> Iterator[Engine]:
    """The running engine, whose files are in ``folder``."""
    with running_engine(folder, **LENGTHS) as engine:
        learn_words(folder / "model", engine.profile)
        restart(engine, *_LIKE_A_GPU)
        yield engine


def restart(engine: Engine, *flags: str) -> None:
    """Restart the engine with further flags, which override the earlier ones."""
    engine.kill()
    engine.arguments = (*engine.arguments, *flags)
    engine.start()


def learn_words(model: Path, profile: FrozenProfile) -> None:
    """Give the model tokens of whole words, learnt from all texts that it will read."""
    protocol = profile.protocol
    texts = [protocol.system, protocol.before_image, protocol.after_image, *protocol.checklists.values()]
    texts.extend(prompt.texts["en"] for prompt in Prompt.objects.all())
    program = Path(__file__).with_name("word_tokens.py")
    subprocess.run([ENGINE_PYTHON, program, model], input="\n".join(texts).encode(), check=True)


def load_tiny_profile(folder: Path) -> JudgeProfile:
    """Write the tiny model's profile as an operator would, and load it."""
    text = tiny_profile_text(**LENGTHS)
    for old, new in (('key = "q-judger"', f'key = "{PROFILE}"'), ('title = "Q-Judger"', 'title = "Tiny model"')):
        if old not in text:
            raise ValueError(f"q-judger.toml no longer holds {old!r}")
        text = text.replace(old, new)
    file = folder / "judges" / f"{PROFILE}.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return suites.load_profile(folders.read_profile(file))[0]
