"""The names of reply columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.official.columns import ColumnError, ReplyColumn, ReplyColumns
from tests.leaderboard.domain import shipped

DIMENSIONS = shipped.rubric().dimensions


def read(name: str) -> ReplyColumn | None:
    return ReplyColumns(DIMENSIONS).read(name)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("quality_response_some-model", ReplyColumn("some-model", "zh", "Quality")),
        ("real_world_fidelity_response_a b_en", ReplyColumn("a b", "en", "Real-world Fidelity")),
        ("creative_generation_response_x_response_y", ReplyColumn("x_response_y", "zh", "Creative Generation")),
        ("alignment_response_x_en_en", ReplyColumn("x_en", "en", "Alignment")),
    ],
)
def test_a_column_names_dimension_model_and_language(name: str, column: ReplyColumn) -> None:
    assert read(name) == column
    assert column.name == name


@pytest.mark.parametrize("name", ["ID", "prompt_cn", "some-model", "some-model_en", "quality", "response_x"])
def test_other_columns_hold_no_replies(name: str) -> None:
    assert read(name) is None


@pytest.mark.parametrize("name", ["realism_response_x", "Quality_response_x", "quality_response_", "x_response_"])
def test_a_column_that_only_looks_like_one_is_told(name: str) -> None:
    with pytest.raises(ColumnError, match=r"quality_response_"):
        read(name)


models = st.text(min_size=1).filter(lambda name: not name.endswith("_en") and name != "_en")


@given(models, st.sampled_from(["zh", "en"]), st.sampled_from(DIMENSIONS))
def test_every_column_survives_its_name(model: str, language: str, dimension: str) -> None:
    column = ReplyColumn(model, language, dimension)
    assert read(column.name) == column
