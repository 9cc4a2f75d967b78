"""Standings: ties share a rank, what is missing is never ranked, and nobody moves another's mean."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.ranking import OVERALL, Entry, Standing, standings

COLUMNS = (OVERALL, "Quality", "Alignment")

scores = st.none() | st.sampled_from([0.0, 59.82, 59.82000000000001, 60.0, 100.0]) | st.floats(0, 100)
many_entries = st.lists(
    st.builds(
        lambda overall, quality, judged: (overall, quality, judged), scores, scores, st.sampled_from([100, 99, 98, 0])
    ),
    max_size=12,
).map(lambda rows: [entry(f"s{n}", o, quality=q, judged=j) for n, (o, q, j) in enumerate(rows)])


def entry(key: str, overall: float | None, *, quality: float | None = None, judged: int = 100) -> Entry:
    return Entry(key, {OVERALL: overall, "Quality": quality}, planned=100, judged=judged)


def ranks(placed: list[Standing], column: str = OVERALL) -> dict[str, int | None]:
    return {standing.entry.key: standing.ranks[column] for standing in placed}


def test_ties_share_a_rank_and_the_next_one_is_left_out() -> None:
    placed = standings(
        [entry("c", 50.0), entry("a", 80.0), entry("b", 80.0), entry("d", 50.0), entry("e", 1.0)], COLUMNS
    )
    assert ranks(placed) == {"a": 1, "b": 1, "c": 3, "d": 3, "e": 5}
    assert [standing.entry.key for standing in placed] == ["a", "b", "c", "d", "e"]


def test_scores_a_hair_apart_are_no_tie() -> None:
    assert ranks(standings([entry("a", 59.82), entry("b", 59.82000000000001)], COLUMNS)) == {"a": 2, "b": 1}


def test_a_missing_score_is_not_ranked_in_its_column_and_not_zero() -> None:
    placed = standings([entry("a", 70.0, quality=None), entry("b", 60.0, quality=0.0)], COLUMNS)
    assert ranks(placed, "Quality") == {"a": None, "b": 1}
    assert ranks(placed, "Alignment") == {"a": None, "b": None}
    assert ranks(placed) == {"a": 1, "b": 2}


def test_nothing_scored_is_listed_last_with_the_reason() -> None:
    placed = standings([entry("a", None, quality=100.0), entry("b", 0.0, quality=0.0)], COLUMNS)
    assert [standing.entry.key for standing in placed] == ["b", "a"]
    assert ranks(placed, "Quality") == {"b": 1, "a": None}
    assert placed[1].unranked_reason == "no picture could be scored"


def test_below_99_percent_of_the_plan_an_entry_is_listed_and_not_ranked() -> None:
    placed = standings([entry("a", 90.0, judged=98), entry("b", 10.0, judged=99)], COLUMNS)
    assert ranks(placed) == {"b": 1, "a": None}
    assert "98 of 100" in placed[1].unranked_reason
    assert placed[0].unranked_reason == ""


def test_an_entry_without_a_plan_is_not_complete() -> None:
    assert standings([Entry("a", {OVERALL: 50.0}, planned=0, judged=0)], COLUMNS)[0].unranked_reason


@given(many_entries)
def test_ranks_follow_the_scores_and_missing_ones_never_outrank(entries: list[Entry]) -> None:
    placed = standings(entries, COLUMNS)
    assert sorted(s.entry.key for s in placed) == sorted(e.key for e in entries)
    for column in COLUMNS:
        ranked = [(s.ranks[column], s.entry.means.get(column)) for s in placed if s.ranks[column] is not None]
        for rank, score in ranked:
            assert score is not None
            assert rank == 1 + sum(other is not None and other > score for _, other in ranked)
    by_place = [standing.ranks[OVERALL] for standing in placed]
    assert by_place == sorted(by_place, key=lambda rank: (rank is None, rank or 0))


@given(many_entries, scores)
def test_another_entry_changes_no_mean_and_no_order_among_the_others(
    entries: list[Entry], newcomer: float | None
) -> None:
    before = standings(entries, COLUMNS)
    after = [s for s in standings([*entries, entry("new", newcomer)], COLUMNS) if s.entry.key != "new"]
    assert [s.entry for s in after] == [s.entry for s in before]
    assert [s.unranked_reason for s in after] == [s.unranked_reason for s in before]


@given(many_entries)
def test_the_order_of_arrival_does_not_matter(entries: list[Entry]) -> None:
    assert standings(entries, COLUMNS) == standings(reversed(entries), COLUMNS)
