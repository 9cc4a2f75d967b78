"""Strategies for replies: verdicts in every form that is read, with text around them, and any text at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from tests.leaderboard.domain import shipped
from tests.leaderboard.domain.judging.replies import nested, score

Verdicts = dict[FacetPath, Verdict]
DIMENSIONS = shipped.rubric().dimensions
_ONE_VERDICT = st.sampled_from([0, 1, 2, None])


@st.composite
def assignments(draw: st.DrawFn) -> Verdicts:
    """Verdicts for some facets of one dimension, at least one."""
    checklist = shipped.rubric().checklist(draw(st.sampled_from(DIMENSIONS)))
    chosen = draw(st.lists(st.sampled_from(checklist), min_size=1, unique=True))
    return {facet.path: draw(_ONE_VERDICT) for facet in chosen}


def flat(verdicts: Mapping[FacetPath, Verdict]) -> dict[str, Any]:
    return {path.facet: {"score": score(verdict)} for path, verdict in verdicts.items()}


def bare(verdicts: Mapping[FacetPath, Verdict]) -> dict[str, Any]:
    return {path.facet: score(verdict) for path, verdict in verdicts.items()}


def as_texts(verdicts: Mapping[FacetPath, Verdict]) -> dict[str, Any]:
    return {path.facet: {"score": str(score(verdict)).lower()} for path, verdict in verdicts.items()}


def under_one_heading(verdicts: Mapping[FacetPath, Verdict]) -> dict[str, Any]:
    return {next(iter(verdicts)).sub_capability: flat(verdicts)}


def renamed(verdicts: Mapping[FacetPath, Verdict]) -> dict[str, Any]:
    text = json.dumps(nested(verdicts)).replace("Feature Matching", "Feature Mapping")
    return dict(json.loads(text))


Form = Callable[[Mapping[FacetPath, Verdict]], dict[str, Any]]
FORMS: list[Form] = [nested, flat, bare, as_texts, under_one_heading, renamed]
AROUND = ["", "Here it is: ", "```json\n", "[note] ", "so, ", "<think>{hm}</think>", "…</think></think>"]
BEHIND = ["", "\n```", " That is all.", "]", ", as asked"]
forms, around, behind = st.sampled_from(FORMS), st.sampled_from(AROUND), st.sampled_from(BEHIND)

names = st.sampled_from(["Detail", "Noise", "Resolution", "Feature Mapping", "score", "", "\x00", "\ud800", "Quality"])
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 4)
    | st.integers()
    | st.floats()
    | st.sampled_from(["0", "1", "N/A", "n/a", " 2", "", "x", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
fragments = st.sampled_from(
    ["{", "}", "[", "]", '"', ":", ",", "</think>", "Noise", '"Noise"', '{"score": 1}', "1", "\\"]
)
contents = st.text() | st.lists(fragments, max_size=20).map("".join) | json_values.map(json.dumps)
