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
from tests.leaderboard.domain.judging.any_reply import (
    DIMENSIONS,
    Verdicts,
    around,
    assignments,
    behind,
    contents,
    forms,
)
from tests.leaderboard.domain.judging.replies import nested, parse


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
