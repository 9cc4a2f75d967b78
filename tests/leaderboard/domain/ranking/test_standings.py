"""Standings: ties share a rank, what is missing is never ranked, and nobody moves another's mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.ranking import standings as ranking
from leaderboard.domain.ranking.standings import OVERALL_COLUMN, Entry, Standing

COLUMNS = (OVERALL_COLUMN, "Quality", "Alignment")


@dataclass(frozen=True)
class Row:
    """An entry with its scores in the three columns, the same for both of its pictures."""

    entry: Entry
    scores: tuple[float | None, ...]


def entry(key: str, overall: float | None, *, quality: float | None = None, judged: int = 100) -> Row:
    return Row(Entry(key, planned=100, judged=judged), (overall, quality, None))


def standings(rows: list[Row]) -> list[Standing]:
    values = [[row.scores, row.scores] for row in rows]
    scores = np.array(values, dtype=np.float64).reshape(len(rows), 2, len(COLUMNS))
    return ranking.standings([row.entry for row in rows], scores, COLUMNS, seed=1, resamples=50)


scores = st.none() | st.sampled_from([0.0, 59.82, 59.82000000000001, 60.0, 100.0]) | st.floats(0, 100)
many_entries = st.lists(
    st.builds(
        lambda overall, quality, judged: (overall, quality, judged), scores, scores, st.sampled_from([100, 99, 98, 0])
    ),
    max_size=12,
).map(lambda rows: [entry(f"s{n}", o, quality=q, judged=j) for n, (o, q, j) in enumerate(rows)])


def ranks(placed: list[Standing], column: str = OVERALL_COLUMN) -> dict[str, int | None]:
    return {standing.entry.key: standing.scores[column].rank for standing in placed}


def test_ties_share_a_rank_and_the_next_one_is_left_out() -> None:
    placed = standings([entry("c", 50.0), entry("a", 80.0), entry("b", 80.0), entry("d", 50.0), entry("e", 1.0)])
    assert ranks(placed) == {"a": 1, "b": 1, "c": 3, "d": 3, "e": 5}
    assert [standing.entry.key for standing in placed] == ["a", "b", "c", "d", "e"]


def test_scores_a_hair_apart_are_no_tie() -> None:
    assert ranks(standings([entry("a", 59.82), entry("b", 59.82000000000001)])) == {"a": 2, "b": 1}


def test_a_missing_score_is_not_ranked_in_its_column_and_not_zero() -> None:
    placed = standings([entry("a", 70.0, quality=None), entry("b", 60.0, quality=0.0)])
    assert ranks(placed, "Quality") == {"a": None, "b": 1}
    assert ranks(placed, "Alignment") == {"a": None, "b": None}
    assert ranks(placed) == {"a": 1, "b": 2}


def test_nothing_scored_is_listed_last_with_the_reason() -> None:
    placed = standings([entry("a", None, quality=100.0), entry("b", 0.0, quality=0.0)])
    assert [standing.entry.key for standing in placed] == ["b", "a"]
    assert ranks(placed, "Quality") == {"b": 1, "a": None}
    assert placed[1].unranked_reason == "no picture could be scored"


def test_below_99_percent_of_the_plan_an_entry_is_listed_and_not_ranked() -> None:
    placed = standings([entry("a", 90.0, judged=98), entry("b", 10.0, judged=99)])
    assert ranks(placed) == {"b": 1, "a": None}
    assert "98 of 100" in placed[1].unranked_reason
    assert placed[0].unranked_reason == ""


def test_an_entry_without_a_plan_is_not_complete() -> None:
    assert standings([Row(Entry("a", planned=0, judged=0), (50.0, None, None))])[0].unranked_reason


@given(many_entries)
def test_ranks_follow_the_scores_and_missing_ones_never_outrank(entries: list[Row]) -> None:
    placed = standings(entries)
    assert sorted(s.entry.key for s in placed) == sorted(row.entry.key for row in entries)
    for column in COLUMNS:
        ranked = [place for s in placed if (place := s.scores[column]).rank is not None]
        for place in ranked:
            assert place.mean is not None
            assert place.rank == 1 + sum(other.mean is not None and other.mean > place.mean for other in ranked)
            assert place.best is not None
            assert place.worst is not None
            assert place.best <= place.rank <= place.worst <= len(ranked)
    by_place = [standing.scores[OVERALL_COLUMN].rank for standing in placed]
    assert by_place == sorted(by_place, key=lambda rank: (rank is None, rank or 0))


@given(many_entries, scores)
def test_another_entry_changes_no_mean_and_no_order_among_the_others(
    entries: list[Row], newcomer: float | None
) -> None:
    before = standings(entries)
    after = [s for s in standings([*entries, entry("new", newcomer)]) if s.entry.key != "new"]
    assert [s.entry for s in after] == [s.entry for s in before]
    assert [s.scores[OVERALL_COLUMN].mean for s in after] == [s.scores[OVERALL_COLUMN].mean for s in before]
    assert [s.unranked_reason for s in after] == [s.unranked_reason for s in before]


@given(many_entries)
def test_the_order_of_arrival_does_not_matter(entries: list[Row]) -> None:
    assert standings(entries) == standings(entries[::-1])


def test_a_score_that_no_picture_has_is_unknown_with_its_error_and_interval() -> None:
    place = standings([entry("a", 70.0)])[0].scores[OVERALL_COLUMN]
    assert (place.mean, place.images, place.standard_error) == (70.0, 2, 0.0)
    missing = standings([entry("a", 70.0)])[0].scores["Quality"]
    assert (missing.mean, missing.images, missing.standard_error, missing.low) == (None, 0, None, None)


def test_a_withdrawn_entry_has_no_rank_and_stands_last() -> None:
    withdrawn = Row(Entry("a", planned=100, judged=100, withdrawn=True), (99.0, None, None))
    placed = standings([withdrawn, entry("b", 1.0), entry("c", None)])
    assert [s.entry.key for s in placed] == ["b", "c", "a"]
    assert placed[2].unranked_reason == "withdrawn by its author"
    assert placed[2].scores[OVERALL_COLUMN].rank is None


def test_every_ranked_entry_is_compared_with_the_next_one_on_the_prompts_that_both_have() -> None:
    placed = standings([entry("a", 60.0), entry("b", 80.0), entry("c", None)])
    ahead = placed[0].ahead
    assert ahead is not None
    assert (ahead.difference, ahead.superiority, ahead.shared) == (20.0, 1.0, 2)
    assert [standing.ahead for standing in placed[1:]] == [None, None]
