"""What a judge says about single facets is found in the usual forms of replies, and nothing is made up."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.judging.reasons import LONGEST, reasons_by_facet
from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from tests.leaderboard.domain import shipped
from tests.leaderboard.domain.judging.any_reply import Verdicts, assignments, contents
from tests.leaderboard.domain.judging.replies import nested, nested_json, parse, score

REFERENCE = Path(__file__).parents[5] / "shared/reference/official/qwen_image_bench_cat_piano_alignment.json"
NOISE, EDGES = FacetPath("Quality", "Detail", "Noise"), FacetPath("Quality", "Detail", "Edge Clarity")
RESOLUTION = FacetPath("Quality", "Resolution", "Resolution")

Line = Callable[[FacetPath, Verdict, str], str]
LINES: list[Line] = [
    lambda path, verdict, words: f"**{path.facet}**: {words} → Score: {score(verdict)}",
    lambda path, verdict, words: f"- {path.facet}: {words}, so {score(verdict)}.",
    lambda path, verdict, words: f"{path.sub_capability} › {path.facet}: {score(verdict)}. {words}",
    lambda path, verdict, words: f"3. **{path.facet}** (target) – {words} **Score: {score(verdict)}**",
    lambda path, verdict, words: f"#### {path.facet}\n\n{words}\nScore: {score(verdict)}\nOn the whole a fair picture.",
    lambda path, verdict, words: f"* **{path.facet.upper()}:** {words}\n",
]
SENTENCES = [
    "The left hand has six fingers",
    "A shadow points to the lamp: it cannot be",
    "光线从左边来，影子却在左边",
    "“OPEN” is spelt “OPNE”",
]


@given(assignments(), st.sampled_from(LINES), st.data())
def test_a_labelled_passage_belongs_to_its_facet(verdicts: Verdicts, line: Line, data: st.DataObject) -> None:
    words = {path: data.draw(st.sampled_from(SENTENCES)) for path in verdicts}
    text = "\n".join(line(path, verdict, words[path]) for path, verdict in verdicts.items())
    reply = f"I look at each facet in turn.\n\n### {next(iter(verdicts)).sub_capability}\n{text}\nOverall it is fine."
    for reasoning, content in ((reply, nested_json(verdicts)), ("", f"{reply}\n</think>\n\n{nested_json(verdicts)}")):
        found = reasons_by_facet(reasoning, content, verdicts)
        assert found.keys() == verdicts.keys()
        assert all(found[path].startswith(words[path]) for path in verdicts)


@given(assignments(), st.text() | contents, contents)
def test_any_reply_gives_words_of_its_own_on_known_facets_or_none(verdicts: Verdicts, text: str, content: str) -> None:
    label = next(iter(verdicts)).facet
    reasoning = f"{label}: {text}"
    for path, words in reasons_by_facet(reasoning, content, verdicts).items():
        assert path in verdicts
        assert 0 < len(words) <= LONGEST + 1
        said = "".join(f"{reasoning} {content}".split()).replace("*", "").replace("`", "").replace("_", "")
        assert "".join(words.rstrip("…").split()).replace("_", "") in said


def test_a_draft_that_states_another_score_is_left_out() -> None:
    text = "Noise: a little grain. Score: 1\nWait, I look again.\nNoise: the sky is full of speckles. Score: 0"
    assert reasons_by_facet(text, "", {NOISE: 0}) == {NOISE: "the sky is full of speckles."}
    assert reasons_by_facet(text, "", {NOISE: 1}) == {NOISE: "a little grain."}
    assert reasons_by_facet(text, "", {NOISE: 2}) == {}


@pytest.mark.parametrize(
    "text",
    [
        "The picture has some noise: the sky is grainy.",
        "Noise and edges are fine.",
        "Noisewise: fine",
        "Pixels alone cannot tell, so N/A: Noise, Edge Clarity.",
        "Noise:",
        "Resolution: sharp.",
        '{"Detail": {"Noise": {"score": 1}}}',
    ],
)
def test_what_is_not_labelled_as_about_the_facet_is_not_taken_for_it(text: str) -> None:
    assert reasons_by_facet(text, nested_json({NOISE: 1}), {NOISE: 1, EDGES: 1}) == {}


def test_a_facet_with_the_name_of_its_sub_capability_has_its_own_passage() -> None:
    text = "### Resolution\n**Resolution**: Small letters are mush. → Score: 0\n### Detail\nNoise: none. → Score: 1"
    assert reasons_by_facet(text, "", {RESOLUTION: 0, NOISE: 1}) == {
        RESOLUTION: "Small letters are mush.",
        NOISE: "none.",
    }


def test_reasons_in_the_answer_go_before_those_in_the_text() -> None:
    answer = nested({NOISE: 0, EDGES: 1})
    answer["Detail"]["Noise"]["reason"] = "Speckles in the sky."
    found = reasons_by_facet("Noise: grainy. Score: 0\nEdge Clarity: firm.", json.dumps(answer), {NOISE: 0, EDGES: 1})
    assert found == {NOISE: "Speckles in the sky.", EDGES: "firm."}


def test_a_long_passage_is_cut_after_a_word() -> None:
    words = reasons_by_facet("Noise: " + "speckles " * 200, "", {NOISE: 0})[NOISE]
    assert words.endswith("speckles…")
    assert len(words) <= LONGEST + 1


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reply of the real judge is not part of the project")
def test_a_reply_of_the_real_judge_explains_every_facet() -> None:
    content = json.loads(REFERENCE.read_text(encoding="utf-8"))["raw_outputs"]["Alignment"]
    verdicts: Mapping[FacetPath, Verdict] = parse(content, "Alignment").verdicts
    found = reasons_by_facet("", content, verdicts)
    assert found.keys() == {facet.path for facet in shipped.rubric().checklist("Alignment")}
    assert not any("Score" in words or "**" in words for words in found.values())
