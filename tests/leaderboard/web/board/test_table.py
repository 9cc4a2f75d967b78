"""The state of a board's page in its address: what is read from it, and what is written."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import Kind
from leaderboard.web.board.columns import BoardColumns
from leaderboard.web.board.filters import WEIGHTS, Filters
from leaderboard.web.board.state import MOST_PINNED, PARAMETERS, BoardView, RowOrder, read_view

LEVELS = [
    OVERALL,
    ScorePath("Quality"),
    ScorePath("Real-world Fidelity"),
    ScorePath("Quality", "Detail & Noise"),
    ScorePath("Quality", "Composition"),
    ScorePath("Quality", "Composition", "Balance"),
    ScorePath("Quality", "Composition", "Framing"),
    ScorePath("Real-world Fidelity", "Composition"),
]
COLUMNS = BoardColumns(LEVELS)


def view_of(address: str) -> BoardView:
    return read_view(parse_qs(address.removeprefix("./").removeprefix("?"), keep_blank_values=True), COLUMNS)


# --- whatever stands in an address -----------------------------------------------------------------------------------
VALUES = st.one_of(
    st.text(max_size=130),
    st.sampled_from(
        [*COLUMNS, "-quality", "rank", "model", "target", "quality-all", "usual", "none", "unknown", "open", "2,0.5"]
    ),
    st.lists(st.one_of(st.integers(-5, 40).map(str), st.sampled_from([*COLUMNS, "quality-all"])), max_size=9).map(
        ",".join
    ),
    st.dates().map(str),
    st.floats().map(str),
)
QUERIES = st.dictionaries(st.sampled_from(PARAMETERS) | st.text(max_size=5), st.lists(VALUES, min_size=1, max_size=3))


@given(QUERIES)
def test_any_address_has_one_short_form_that_says_the_same(query: dict[str, list[str]]) -> None:
    view = read_view(query, COLUMNS)
    address = view.address(page=view.page)
    assert view_of(address) == view
    assert view_of(address).address(page=view.page) == address


BILLIONS = st.none() | st.sampled_from([0.5, 7.0, 12.25, 1e6])
VIEWS = st.builds(
    BoardView,
    st.just(COLUMNS),
    by=st.sampled_from([column.name for column in COLUMNS.scores]),
    sort=st.sampled_from([*COLUMNS, "rank", "model"]),
    descending=st.booleans(),
    scope=st.sampled_from(Scope),
    filters=st.builds(
        Filters,
        words=st.sampled_from(["", "aurora xl", "50 % + 1&2=3", "画家 'x'"]),
        weights=st.sampled_from(["", *WEIGHTS]),
        licences=st.lists(st.sampled_from(["MIT", "a, b", "CC BY"]), unique=True).map(tuple),
        size_min=BILLIONS,
        size_max=BILLIONS,
        kind=st.sampled_from(["", *Kind.values]),
        since=st.none() | st.dates(),
        until=st.none() | st.dates(),
    ),
    chosen=st.none() | st.just(()) | st.just(("size",)),
    prompt=st.sampled_from(["", "first", "p001"]),
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
    address = (
        "?organisation=Lab&licence=MIT&licence=a%2C+b&weights=open&size_min=0.5&size_max=10&kind=bundle"
        "&since=2026-02-28&until=2026-03-01"
    )
    wanted = Filters(
        organisation="Lab",
        licences=("MIT", "a, b"),
        weights="open",
        size_min=0.5,
        size_max=10.0,
        kind="bundle",
        since=date(2026, 2, 28),
        until=date(2026, 3, 1),
    )
    assert view_of(address).filters == wanted
    assert view_of(address).address() == address.replace("%2C", ",")
    nonsense = "?weights=ajar&size=9&size_min=-1&size_max=nan&kind=gift&since=2026-02-30&licence="
    assert view_of(nonsense).filters == Filters()


def test_earlier_addresses_name_ranges_of_parameters() -> None:
    ranges = {"under-1": (None, 1), "4-10": (4, 10), "from-20": (20, None)}
    for name, (low, high) in ranges.items():
        assert view_of(f"?size={name}").filters == Filters(size_min=low, size_max=high)
    assert view_of("?size=unknown&size_min=3").filters == Filters(is_size_unknown=True)
    assert view_of("?size=4-10").address() == "?size_min=4&size_max=10"


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
    facets = BoardView(COLUMNS, by="quality-composition").address(chosen=COLUMNS.with_parts("quality-composition"))
    assert facets == "?by=quality-composition&columns=quality-composition-all,organisation,weights"


def test_the_usual_columns_can_be_asked_for_by_their_name() -> None:
    view = view_of("?by=quality&columns=usual")
    assert view.chosen == COLUMNS.usual("quality")
    assert view.address() == "?by=quality&columns=usual"


def test_who_leaves_a_forms_columns_as_they_are_makes_no_choice() -> None:
    usual = ",".join(COLUMNS.usual("overall"))
    assert view_of(f"?by=quality&columns=was:overall,{usual}").chosen is None
    assert view_of(f"?by=quality&columns=was:overall,{usual},size").chosen is not None
    assert view_of("?by=quality&columns=was:overall").chosen == ()
    assert view_of("?by=quality&columns=was:nothing,size").chosen == ("size",)


def test_below_a_dimension_the_levels_above_stand_beside_the_leading_one() -> None:
    view = view_of("?by=quality-composition-balance")
    assert [column.name for column in view.shown][:3] == ["overall", "quality", "quality-composition"]


def test_the_column_by_which_the_rows_are_sorted_is_shown() -> None:
    assert "quality-detail-noise" in [column.name for column in view_of("?sort=-quality-detail-noise").shown]
    assert "quality-detail-noise" not in view_of("?sort=-quality-detail-noise").selected


def test_own_weights_lead_unless_a_score_does() -> None:
    own = view_of("?weighting=2,0.5")
    assert own.weights == ((ScorePath("Quality"), 2.0), (ScorePath("Real-world Fidelity"), 0.5))
    assert own.order == RowOrder("mean", None, descending=True, weights=own.weights)
    assert (own.lead.name, own.level) == ("weighting", OVERALL)
    # A form sends each weight by itself, and names what leads.
    assert view_of("?by=weighting&weighting=2&weighting=.5") == own
    assert own.address() == "?weighting=2,0.5"
    assert view_of("?by=overall&weighting=2,0.5").weighting is None
    for nonsense in ("2", "0,0", "1,2,3", "-1,nan"):
        assert view_of(f"?weighting={nonsense}").weighting is None


def test_the_order_is_by_the_leading_columns_rank_or_by_what_was_asked_for() -> None:
    quality, composition = ScorePath("Quality"), ScorePath("Quality", "Composition")
    assert view_of("").order == RowOrder("rank", OVERALL)
    assert view_of("?by=quality").order == RowOrder("rank", quality)
    assert view_of("?sort=-quality-composition").order == RowOrder("mean", composition, descending=True)
    assert view_of("?sort=quality&scope=target").order == RowOrder("target_mean", quality)
    assert view_of("?by=quality&sort=-public").order == RowOrder("public", None, descending=True)
