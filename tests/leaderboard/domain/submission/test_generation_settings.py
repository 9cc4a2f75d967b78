"""Generation settings: what is read from texts and numbers, and what is refused by name."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.submission.generation_settings import (
    GenerationSettings,
    read_settings,
    settings_of_manifest,
    with_requested_seed,
    with_requested_size,
)
from leaderboard.domain.texts import FieldFault

LINE = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=10)
SETTINGS = st.builds(
    GenerationSettings,
    size=st.sampled_from(["", "1024x1024", "2K"]),
    seed_policy=st.sampled_from(["", "per_prompt", "random"]),
    steps=st.none() | st.integers(1, 100_000),
    guidance=st.none() | st.floats(0, 1000),
    prompt_rewriting=st.none() | st.booleans(),
    precision=st.sampled_from(["", "bf16"]),
    engine=st.sampled_from(["", "vLLM-Omni 0.9"]),
)


@given(SETTINGS)
def test_what_is_stated_is_read_again_from_values_and_from_texts(settings: GenerationSettings) -> None:
    assert read_settings(settings.given()) == settings
    assert read_settings({name: str(value) for name, value in settings.given().items()}) == settings
    assert read_settings(asdict(settings)) == settings


def test_a_seed_is_that_of_all_pictures_and_a_rewriter_rewrites() -> None:
    settings = read_settings({"seed": "42", "prompt_rewriter": "qwen3-rewriter"})
    assert (settings.seed, settings.seed_policy, settings.prompt_rewriting) == (42, "fixed", True)
    assert list(settings.given()) == ["seed_policy", "seed", "prompt_rewriting", "prompt_rewriter"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"stepz": 30}, "no setting “stepz”. Possible are: size, seed_policy"),
        ({"steps": 0}, "The setting “steps” is “0”"),
        ({"steps": True}, "whole number from 1"),
        ({"steps": "30.5"}, "whole number from 1"),
        ({"steps": "²"}, "whole number from 1"),
        ({"steps": "9" * 5000}, "whole number from 1"),
        ({"seed": 2**63}, "whole number from 0"),
        ({"guidance": "nan"}, "number from 0 to 1000"),
        ({"guidance": -1}, "number from 0 to 1000"),
        ({"seed_policy": "always"}, "One of fixed, per_prompt and random"),
        ({"seed": 1, "seed_policy": "random"}, "only if all pictures have the same"),
        ({"prompt_rewriting": "perhaps"}, "One of yes and no"),
        ({"prompt_rewriting": "no", "prompt_rewriter": "x"}, "only if prompts were rewritten"),
        ({"engine": ["x"]}, "A text is expected"),
        ({"engine": "x" * 81}, "has 81 characters"),
        ({"engine": "a\nb"}, "cannot be shown"),
        ({"size": "x" * 21}, "at most 20|At most 20"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_expected(values: dict[str, object], words: str) -> None:
    with pytest.raises(FieldFault, match=words):
        read_settings(values)


def test_a_manifest_may_have_settings_and_other_facts() -> None:
    assert settings_of_manifest({"seed": "mine"}) is None
    stated = settings_of_manifest({"generation_settings": {"steps": 4}, "quality": "high"})
    assert stated == GenerationSettings(steps=4)
    with pytest.raises(FieldFault, match="JSON object"):
        settings_of_manifest({"generation_settings": [4]})


def test_the_requested_size_is_a_setting_unless_another_is_stated() -> None:
    assert with_requested_size(GenerationSettings(), "2K").size == "2K"
    assert with_requested_size(GenerationSettings(size="1024x1024"), "2K").size == "1024x1024"


def test_the_requested_seed_is_stated_unless_the_author_states_one() -> None:
    assert with_requested_seed(GenerationSettings(), "") == GenerationSettings(seed_policy="per_prompt")
    assert with_requested_seed(GenerationSettings(), 42) == GenerationSettings(seed_policy="fixed", seed=42)
    for unstated in (None, -1, True, 2**63):
        assert with_requested_seed(GenerationSettings(), unstated) == GenerationSettings()
    stated = GenerationSettings(seed_policy="random")
    assert with_requested_seed(stated, 42) == stated
