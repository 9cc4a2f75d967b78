"""Any assignment of verdicts survives any forgiven form; any text at all gives a status and never an exception."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.judging.verdicts import JudgementStatus, Verdict
from leaderboard.domain.rubric import FacetPath
from tests.leaderboard.domain import shipped
from tests.leaderboard.domain.judging.replies import nested, parse, score

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


forms: st.SearchStrategy[Callable[[Mapping[FacetPath, Verdict]], dict[str, Any]]] = st.sampled_from(
    [nested, flat, bare, as_texts, under_one_heading, renamed]
)
around = st.sampled_from(
    ["", "Here it is: ", "```json\n", "[note] ", "so, ", "<think>{hm}</think>", "…</think></think>"]
)
behind = st.sampled_from(["", "\n```", " That is all.", "]", ", as asked"])


@given(assignments(), forms, around, behind, st.sampled_from([None, 2]))
def test_every_forgiven_form_reads_as_the_same_verdicts(
    verdicts: Verdicts,
    form: Callable[[Mapping[FacetPath, Verdict]], dict[str, Any]],
    before: str,
    after: str,
    indent: int | None,
) -> None:
    if before == "so, " and after in {"]", ", as asked"}:
        after = ""  # with a comma before, these would close a list
    content = before + json.dumps(form(verdicts), indent=indent) + after
    parsed = parse(content, next(iter(verdicts)).dimension)
    assert parsed.verdicts == verdicts
    if all(verdict is None for verdict in verdicts.values()):
        assert parsed.status is JudgementStatus.ALL_NOT_APPLICABLE
    else:
        assert parsed.status in {JudgementStatus.OK, JudgementStatus.REPAIRED}


@given(assignments())
def test_the_asked_for_form_needs_no_repair(verdicts: Verdicts) -> None:
    parsed = parse(json.dumps(nested(verdicts)), next(iter(verdicts)).dimension)
    assert parsed.status in {JudgementStatus.OK, JudgementStatus.ALL_NOT_APPLICABLE}


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


@given(contents, st.sampled_from(DIMENSIONS), st.sampled_from(["stop", "length", None, "abort"]))
def test_no_text_raises_and_only_readable_ones_have_verdicts(
    content: str, dimension: str, finish_reason: str | None
) -> None:
    parsed = parse(content, dimension, finish_reason=finish_reason)
    assert bool(parsed.verdicts) == parsed.status.has_verdicts
    checklist = {facet.path for facet in shipped.rubric().checklist(dimension)}
    assert parsed.verdicts.keys() <= checklist
    assert set(parsed.verdicts.values()) <= {0, 1, 2, None}
    assert not any(type(verdict) is bool for verdict in parsed.verdicts.values())
    # What is stored as the reason has to fit into a text of PostgreSQL.
    assert "\x00" not in parsed.reason
    parsed.reason.encode()
