"""The shipped suites, read from their files: counts, lengths, coverage, languages, and what must not be in them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import combinations

import pytest

from leaderboard.domain.judging.messages import neutralise_control_tokens
from leaderboard.domain.suite.coverage import Coverage, coverage
from leaderboard.domain.suite.files import parse_suite
from leaderboard.domain.suite.suite import Prompt, Suite
from tests.leaderboard.domain import shipped

CORE, DEMO = shipped.PROMPTS / "core-v1", shipped.PROMPTS / "demo-v1"
ALWAYS = ("Quality", "Aesthetics", "Alignment")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")


@cache
def suite(name: str = "core-v1") -> Suite:
    return parse_suite(
        shipped.text(shipped.PROMPTS / name / "suite.toml"), shipped.text(CORE / "prompts.jsonl"), shipped.rubric()
    )


@cache
def covered() -> Coverage:
    return coverage(suite().prompts, shipped.rubric())


def bare(prompt: Prompt, language: str) -> str:
    """The text without the lettering that it asks for, which may be in any script."""
    text = prompt.texts[language]
    for string in sorted(prompt.render, key=len, reverse=True):
        text = text.replace(string, "")
    return text


def all_prompts(holds: Callable[[Prompt], bool]) -> bool:
    """Whether something holds for every prompt; names those for which it does not."""
    wrong = [prompt.key for prompt in suite().prompts if not holds(prompt)]
    assert wrong == []
    return True


# --- the suite as a whole ---------------------------------------------------------------------------------------------
def test_there_are_240_prompts_in_two_languages_half_of_them_short() -> None:
    assert len(suite().prompts) == 240
    assert set(suite().languages) == {"en", "zh"}
    assert covered().short == 120


def test_every_facet_is_a_target_of_at_least_12_prompts() -> None:
    assert len(covered().facets) == 56
    assert {path: count for path, count in covered().facets.items() if count < 12} == {}


def test_three_dimensions_are_always_active_and_the_two_others_often() -> None:
    active = covered().dimensions
    assert [active[dimension] for dimension in ALWAYS] == [240, 240, 240]
    assert active["Creative Generation"] >= 0.6 * 240
    assert active["Real-world Fidelity"] >= 0.45 * 240


def test_fields_regions_and_lettering_are_wide() -> None:
    assert len(covered().fields) >= 17
    assert min(covered().fields.values()) >= 5
    assert len(covered().regions) >= 15
    assert covered().scripts["latin"] >= 20
    assert covered().scripts["han"] >= 20
    assert covered().scripts["both"] >= 5


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_prompts_are_nearly_the_same(language: str) -> None:
    shingles = [(prompt.key, _shingles(prompt.texts[language], language)) for prompt in suite().prompts]
    alike = [
        (one, other)
        for (one, mine), (other, theirs) in combinations(shingles, 2)
        if len(mine & theirs) > 0.12 * len(mine | theirs)
    ]
    assert alike == []


def _shingles(text: str, language: str) -> set[str]:
    """Runs of three words or, in Chinese, of three characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    pieces = list(re.sub(r"\W", "", folded)) if language == "zh" else re.findall(r"\w+", folded)
    return {" ".join(pieces[start : start + 3]) for start in range(len(pieces) - 2)}


def test_openings_vary() -> None:
    openings = Counter(" ".join(re.findall(r"\w+", prompt.texts["en"].lower())[:2]) for prompt in suite().prompts)
    assert openings.most_common(1)[0][1] <= 8


def test_the_coverage_in_the_readme_is_the_real_one() -> None:
    text = shipped.text(CORE / "SUITE.md")
    for path, count in covered().facets.items():
        name = path.facet if path.facet == path.sub_capability else f"{path.sub_capability} › {path.facet}"
        assert f"| {path.dimension} | {name} | {count} |" in text
    for dimension, count in covered().dimensions.items():
        assert f"| **{dimension}** | active in | {count} |" in text
    for field, count in covered().fields.items():
        assert re.search(rf"{field}\s{count}\b", text), field
    scripts = covered().scripts
    words = " ".join(text.split())
    assert f"{scripts['latin']} prompts ask for Latin letters" in words
    assert f"{scripts['han']} for Chinese characters, {scripts['both']} of them for both" in words


# --- each prompt ------------------------------------------------------------------------------------------------------
def test_targets_are_3_to_8_with_notes_over_the_three_dimensions_that_are_always_active() -> None:
    assert all_prompts(lambda prompt: 3 <= len(prompt.targets) <= 8)
    assert all_prompts(lambda prompt: {target.facet.dimension for target in prompt.targets} >= set(ALWAYS))
    assert all_prompts(lambda prompt: all(8 <= len(target.note) <= 90 for target in prompt.targets))


def test_both_texts_of_a_prompt_are_short_or_both_are_long() -> None:
    assert all_prompts(lambda prompt: (len(prompt.texts["en"]) <= 235) == (len(prompt.texts["zh"]) <= 70))
    assert all_prompts(lambda prompt: 80 <= len(prompt.texts["en"]) <= 900)
    assert all_prompts(lambda prompt: 25 <= len(prompt.texts["zh"]) <= 330)


def test_each_language_is_written_in_its_own_script() -> None:
    assert all_prompts(lambda prompt: not HAN.search(bare(prompt, "en")))
    assert all_prompts(lambda prompt: len(HAN.findall(bare(prompt, "zh"))) > 4 * len(LATIN.findall(bare(prompt, "zh"))))
    # Chinese text has Chinese punctuation.
    assert all_prompts(lambda prompt: not re.search(r"[,;:?!]", bare(prompt, "zh")))


def test_no_text_holds_a_control_token_markup_or_contact() -> None:
    unwanted = re.compile(r"[<>{}\x00-\x1f]|@|https?:|www\.|\+?\d[\d ()-]{8,}\d")
    assert all_prompts(lambda prompt: not any(neutralise_control_tokens(text)[1] for text in prompt.texts.values()))
    assert all_prompts(lambda prompt: not any(unwanted.search(text) for text in prompt.texts.values()))


def test_lettering_facets_are_targets_only_where_lettering_is_asked_for() -> None:
    def lettering(prompt: Prompt) -> set[str]:
        return {target.facet.facet for target in prompt.targets if target.facet.sub_capability == "Text Rendering"}

    def has_both_scripts(prompt: Prompt) -> bool:
        strings = " ".join(prompt.render)
        return bool(LATIN.search(strings) and HAN.search(strings))

    assert all_prompts(lambda prompt: bool(prompt.render) or not lettering(prompt))
    assert all_prompts(lambda prompt: "Cross-lingual Generation" not in lettering(prompt) or has_both_scripts(prompt))


# --- the subset -------------------------------------------------------------------------------------------------------
def test_the_demo_suite_is_24_of_them_that_touch_every_dimension() -> None:
    demo = suite("demo-v1")
    assert len(demo.prompts) == 24
    assert all(prompt in suite().prompts for prompt in demo.prompts)
    found = coverage(demo.prompts, shipped.rubric())
    assert min(found.dimensions.values()) >= 10
    assert found.short == 12
