"""Published tables: the shipped one gives the published agreement, and every fault of a file is told."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from leaderboard.domain.agreement.agreement import HUMAN, JUDGE, agreements, side_ranks
from leaderboard.domain.agreement.reported import ReportedError, ReportedTable, parse_reported
from tests.leaderboard.domain import shipped

FILE = shipped.PROMPTS / "reported" / "qwen-image-bench-2605.28091.json"
COMPUTED = {
    "overall": 0.9236,
    "quality": 0.8906,
    "aesthetics": 0.8865,
    "alignment": 0.8906,
    "real-world-fidelity": 0.9216,
    "creative-generation": 0.9236,
}


def published() -> ReportedTable:
    return parse_reported(shipped.text(FILE), FILE.name)


def content(**changes: Any) -> dict[str, Any]:
    return {**json.loads(shipped.text(FILE)), **changes}


def faults_of(content: object) -> list[str]:
    with pytest.raises(ReportedError) as caught:
        parse_reported(json.dumps(content), "table.json")
    return caught.value.faults


# --- the shipped table --------------------------------------------------------------------------------------------
def test_the_published_scores_give_the_published_agreement() -> None:
    found = agreements(published().models)
    assert {column: round(one.rho, 4) for column, one in found.items()} == COMPUTED
    assert {column: round(one.rho, 2) for column, one in found.items()} == published().spearman
    assert {one.n for one in found.values()} == {18}


def test_18_models_leave_much_open() -> None:
    overall = agreements(published().models)["overall"]
    assert (round(overall.low, 2), round(overall.high, 2)) == (0.77, 0.98)


def test_every_model_has_every_score_of_both_sides() -> None:
    table = published()
    assert len(table.columns) == 6
    assert {tuple(model.scores(side)) for model in table.models for side in (JUDGE, HUMAN)} == {tuple(table.columns)}


def test_it_is_ordered_as_the_paper_orders_it() -> None:
    table = published()
    assert list(side_ranks(table.models, JUDGE, "overall").values()) == list(range(1, 19))
    assert side_ranks(table.models, HUMAN, "overall")["FLUX 2 Max"] == 13


def test_its_source_and_language_are_named() -> None:
    table = published()
    assert (table.source, table.language, table.licence) == ("arXiv 2605.28091", "zh", "figures")
    assert table.tables == {"judge": "Table 2", "human": "Appendix Table 4", "spearman": "Table 1"}


def test_the_file_is_what_its_content_says() -> None:
    assert json.dumps(published().content(), indent=1) + "\n" == shipped.text(FILE)


# --- faults -------------------------------------------------------------------------------------------------------
MODEL = {"name": "A", "judge": {"overall": 50}, "human": {"overall": 5}}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"format": "other"}, "format is 'other'; 'salon-reported-1' is expected"),
        ({"status": "run here"}, "status is 'run here'; 'as published, not run here' is expected"),
        ({"note": "x"}, "'note' is unknown"),
        ({"source": " "}, "source is ' '; a text is expected"),
        ({"slug": "a/b"}, "slug is 'a/b'; small letters, digits and '-' are expected"),
        ({"address": "javascript:x"}, "address is 'javascript:x'; one that begins with https:// is expected"),
        (
            {"tables": {"judge": "1"}},
            "tables is {'judge': '1'}; an object with the texts judge, human, spearman is exp",
        ),
        ({"scales": {"judge": [0, 100]}}, "scales is {'judge': [0, 100]}; an object with [lowest, highest] for judge"),
        ({"scales": {"judge": [9, 1], "human": [1, 9]}}, "scales is {'judge': [9, 1], 'human': [1, 9]}; an object"),
        ({"spearman": {}}, "spearman is {}; an object of scores by column is expected"),
        ({"spearman": {"overall": 1.5}}, "spearman: overall is 1.5; a number from -1.0 to 1.0 is expected"),
        ({"models": []}, "models is not a list of models; at least one is expected"),
        ({"models": ["A"]}, "model 1: an object with the text name, and with judge and human, is expected"),
        ({"models": [MODEL, MODEL]}, "model 2 (A): occurs twice in the table"),
        ({"models": [{**MODEL, "human": {"overall": 11}}]}, "model 1 (A): human: overall is 11; a number from 1 to 10"),
        ({"models": [{**MODEL, "judge": {"overall": True}}]}, "model 1 (A): judge: overall is True; a number from 0"),
        ({"models": [{**MODEL, "judge": {"beauty": 5}}]}, "model 1 (A): judge: unknown column 'beauty'; overall, qual"),
        ({"models": [{**MODEL, "judge": 5}]}, "model 1 (A): judge is 5; an object of scores by column is expected"),
    ],
)
def test_a_fault_is_told_with_what_was_expected(changes: dict[str, Any], fault: str) -> None:
    (told,) = faults_of(content(**changes))
    assert told.startswith(f"table.json: {fault}")


def test_all_faults_are_told_at_once() -> None:
    assert len(faults_of(content(title=None, slug=5, models=None))) == 3
    assert faults_of([]) == ["table.json: a JSON object is expected"]


def test_a_number_that_is_none_is_refused() -> None:
    assert "nan; a number" in faults_of(content(spearman={"overall": math.nan}))[0]


def test_what_is_no_json_is_told_by_line() -> None:
    with pytest.raises(ReportedError, match=r"table\.json:2: not JSON"):
        parse_reported("{\n,}", "table.json")
