"""What changed from one release to another, from their rows."""

from __future__ import annotations

from leaderboard.domain.publishing.release_difference import ListedModel, difference


def model(generator: int, mean: float | None, rank: int | None, **more: object) -> ListedModel:
    fields = {"submission": generator, "name": f"M{generator}", "is_withdrawn": False, "mean": mean, "rank": rank}
    ends = (
        {} if rank is None or mean is None else {"low": mean - 1, "high": mean + 1, "rank_low": rank, "rank_high": rank}
    )
    return ListedModel(generator, **{**fields, **ends, **more})  # type: ignore[arg-type]  # fields by their names


BEFORE = [model(1, 80, 1), model(2, 70, 2), model(3, 60, 3), model(4, 50, 4), model(5, 40, 5)]


def test_models_that_came_went_and_moved() -> None:
    after = [
        model(6, 85, 1),
        model(1, 80, 2, rank_low=1, rank_high=3),
        model(4, 75, 3, submission=44),
        model(3, 60, 4),
        model(5, None, None, is_withdrawn=True),
    ]
    changed = difference(BEFORE, after)
    assert [one.generator for one in changed.added] == [6]
    assert [one.generator for one in changed.removed] == [2]
    assert [one.generator for one in changed.withdrawn] == [5]
    assert [one.after.generator for one in changed.resubmitted] == [4]
    assert changed.largest_score_change is not None
    assert changed.largest_score_change.score_change == 25
    assert [(one.after.generator, one.places_gained) for one in changed.moved] == [(1, -1), (4, 1), (3, -1)]
    assert [one.after.generator for one in changed.reliable] == [4]


def test_the_score_of_a_model_that_was_submitted_again_counts_only_outside_of_chance() -> None:
    wide = {"rank_low": 1, "rank_high": 5}
    before = [model(1, 80, 1, **wide)]
    for mean, expected in ((81.9, 0), (82.1, 1)):
        after = [model(1, mean, 1, submission=9, **wide)]
        assert len(difference(before, after).reliable) == expected
        assert difference(before, [model(1, mean, 1, **wide)]).reliable == []


def test_what_stays_the_same_or_stays_withdrawn_is_no_change() -> None:
    gone = model(7, None, None, is_withdrawn=True)
    changed = difference([*BEFORE, gone], [*BEFORE, gone])
    assert not any((changed.added, changed.removed, changed.withdrawn, changed.resubmitted, changed.moved))
    assert changed.largest_score_change is None
