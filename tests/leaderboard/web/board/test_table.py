"""The state of a board's page in its address: what is read from it, and what is written."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.scores import Scope
from leaderboard.web.board.columns import BoardColumns
from leaderboard.web.board.state import MOST_PINNED, SIZES, WEIGHTS, BoardView, Filters, RowOrder, read_view

LEVELS = [
    OVERALL,
    ScorePath("Quality"),
    ScorePath("Real-world Fidelity"),
    ScorePath("Quality", "Detail & Noise"),
    ScorePath("Quality", "Composition"),
    ScorePath("Real-world Fidelity", "Composition"),
]
COLUMNS = BoardColumns(LEVELS)


def view_of(address: str) -> BoardView:
    return read_view(parse_qs(address.removeprefix("./").removeprefix("?"), keep_blank_values=True), COLUMNS)


# --- whatever stands in an address -----------------------------------------------------------------------------------
NAMES = ("by", "sort", "scope", "q", "organisation", "licence", "weights", "size", "since", "columns", "pin", "page")
VALUES = st.one_of(
    st.text(max_size=130),
    st.sampled_from(
        [*COLUMNS, "-quality", "-rank", "rank", "model", "target", "quality-all", "none", "unknown", "open"]
    ),
    st.lists(st.one_of(st.integers(-5, 40).map(str), st.sampled_from([*COLUMNS, "quality-all"])), max_size=9).map(
        ",".join
    ),
    st.dates().map(str),
)
QUERIES = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), st.lists(VALUES, min_size=1, max_size=3))


@given(QUERIES)
def test_any_address_has_one_short_form_that_says_the_same(query: dict[str, list[str]]) -> None:
    view = read_view(query, COLUMNS)
    address = view.address(page=view.page)
    assert view_of(address) == view
    assert view_of(address).address(page=view.page) == address


VIEWS = st.builds(
    BoardView,
    st.just(COLUMNS),
    by=st.sampled_from([tab.name for tab in COLUMNS.tabs]),
    sort=st.sampled_from([*COLUMNS, "rank", "model"]),
    descending=st.booleans(),
    scope=st.sampled_from(Scope),
    filters=st.builds(
        Filters,
        words=st.sampled_from(["", "aurora xl", "50 % + 1&2=3", "画家 'x'"]),
        weights=st.sampled_from(["", *WEIGHTS]),
        size=st.sampled_from(["", *SIZES]),
        since=st.none() | st.dates(),
    ),
    pins=st.lists(st.integers(1, 2**63 - 1), unique=True, max_size=MOST_PINNED).map(tuple),
    page=st.integers(1, 999),
)


@given(VIEWS)
def test_every_state_comes_back_from_its_address(view: BoardView) -> None:
    assert view_of(view.address(page=view.page)) == view


# --- examples --------------------------------------------------------------------------------------------------------
def test_the_first_state_has_no_query() -> None:
    assert BoardView(COLUMNS).address() == "./"
    for long in ("?by=overall&sort=rank&scope=judged&q=&page=1", "?by=nothing&sort=-nothing&pin=x,-1,0&page=0&since=1"):
        assert view_of(long) == BoardView(COLUMNS)


def test_another_state_begins_at_its_first_page() -> None:
    assert view_of("?by=quality&pin=17,3&page=4").address(sort="model") == "?by=quality&sort=model&pin=17,3"


def test_text_is_one_line_of_a_sane_length_without_what_postgresql_refuses() -> None:
    assert view_of("?q=%00+a%0Ab++c%00").filters.words == "a b c"
    assert len(view_of(f"?q={'x' * 500}").filters.words) == 100


def test_filters() -> None:
    filters = view_of("?weights=open&size=1-4&since=2026-02-28&organisation=Lab&licence=MIT").filters
    assert filters == Filters("", "Lab", "MIT", "open", "1-4", date(2026, 2, 28))
    assert view_of("?weights=ajar&size=9&since=2026-02-30").filters == Filters()


def test_no_more_can_be_pinned_than_compared() -> None:
    assert view_of("?pin=5,5,4&pin=3,2,1").pins == (5, 4, 3, 2)


def test_columns_are_keys_groups_or_none_in_the_tables_order() -> None:
    assert view_of("?columns=size,quality").chosen == ("quality", "size")
    assert view_of("?columns=quality-all").chosen == ("quality-detail-noise", "quality-composition")
    assert view_of("?columns=").chosen == ()
    assert view_of("?columns=none").address() == "?columns=none"
    usual = ",".join(COLUMNS.usual("overall"))
    assert view_of(f"?columns={usual}").chosen is None
    # The leading column is no other one as well.
    assert view_of("?by=quality&columns=quality,size").chosen == ("size",)


def test_sub_capabilities_in_the_place_of_the_dimensions_are_a_short_address() -> None:
    address = BoardView(COLUMNS, by="quality").address(chosen=COLUMNS.with_parts("quality"))
    assert address == "?by=quality&columns=quality-all,organisation,weights"
    assert view_of(address).chosen == COLUMNS.with_parts("quality")
    assert COLUMNS.parts_of("overall") == []


def test_the_order_is_by_the_leading_columns_rank_or_by_what_was_asked_for() -> None:
    quality, composition = ScorePath("Quality"), ScorePath("Quality", "Composition")
    assert view_of("").order == RowOrder("rank", OVERALL)
    assert view_of("?by=quality").order == RowOrder("rank", quality)
    assert view_of("?sort=-quality-composition").order == RowOrder("mean", composition, descending=True)
    assert view_of("?sort=quality&scope=target").order == RowOrder("target_mean", quality)
    assert view_of("?by=quality&sort=-public").order == RowOrder("public", None, descending=True)
