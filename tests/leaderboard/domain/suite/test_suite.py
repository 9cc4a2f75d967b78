"""The suite: sealed over its canonical bytes, and able to say where another one departs from it."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.suite.suite import Prompt, Suite, Target, is_short

NOISE = FacetPath("Quality", "Detail", "Noise")


def prompt(key: str = "p001", **changes: object) -> Prompt:
    whole = Prompt(key, "food", "Peru", {"en": "Two cats", "zh": "两只猫"}, (), (Target(NOISE, "clean"),))
    return dataclasses.replace(whole, **changes)  # type: ignore[arg-type]  # the tests name real fields


def suite(*prompts: Prompt, **changes: object) -> Suite:
    whole = Suite("tiny", "1", "Tiny", "Some prompts.", "CC0-1.0", ("en", "zh"), prompts or (prompt(),))
    return dataclasses.replace(whole, **changes)  # type: ignore[arg-type]  # the tests name real fields


def test_the_seal_is_the_sha256_of_the_canonical_bytes_which_are_plain_json() -> None:
    one = suite(prompt("a"), prompt("b"))
    assert hashlib.sha256(one.canonical_bytes()).hexdigest() == one.sha256()
    assert json.loads(one.canonical_bytes()) == one.content()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (suite(title="Small"), "'title' was 'Tiny', is 'Small'"),
        (suite(prompt("p002")), "prompt number 1 was p001, is p002"),
        (suite(prompt(texts={"en": "Two dogs", "zh": "两只狗"})), "prompt p001: texts changed"),
        (suite(prompt(targets=(Target(NOISE, "grain"),), region="Chile")), "prompt p001: region, targets changed"),
        (suite(prompt(), prompt("p002")), "there were 1 prompts, there are 2"),
    ],
)
def test_the_first_difference_is_named(other: Suite, words: str) -> None:
    assert suite().first_difference(other) == words
    assert suite().sha256() != other.sha256()


def test_the_same_content_has_no_difference_hidden_or_not() -> None:
    assert suite().first_difference(suite(hidden=True)) == ""
    assert suite().sha256() == suite(hidden=True).sha256()


@pytest.mark.parametrize(
    ("texts", "short"),
    [
        ({"en": "a" * 235, "zh": "猫" * 70}, True),
        ({"en": "a" * 236, "zh": "猫" * 70}, False),
        ({"en": "a" * 235, "zh": "猫" * 71}, False),
        ({"zh": "猫" * 70}, True),
        ({"fr": "a" * 236}, False),
    ],
)
def test_a_prompt_is_short_when_all_its_texts_are(texts: dict[str, str], short: bool) -> None:
    assert is_short(texts) == short
