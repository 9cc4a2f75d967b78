"""Invented models: distinct, pleasant, and the same every time."""

from __future__ import annotations

from collections import Counter

import pytest

from leaderboard.demo.showcase.names import MOST_MODELS, invented_models
from leaderboard.demo.showcase.words import RESUBMITTER


@pytest.mark.parametrize("count", [6, 500, MOST_MODELS])
def test_there_are_as_many_as_asked_for_and_their_names_are_distinct(count: int) -> None:
    models = invented_models(count, seed=1)
    assert len({model.name for model in models}) == len(models) == count


def test_the_same_seed_gives_the_same_models() -> None:
    assert invented_models(50, seed=1) == invented_models(50, seed=1) != invented_models(50, seed=2)


def test_everything_fits_the_columns() -> None:
    assert all(max(len(m.name), len(m.organisation), len(m.licence)) <= 80 for m in invented_models(500, seed=1))


def test_they_are_of_many_kinds() -> None:
    models = invented_models(500, seed=1)
    assert 30 < len({model.organisation for model in models}) < 45
    assert len({model.licence for model in models}) > 5
    assert any(not model.organisation.isascii() for model in models)
    kinds = Counter((model.open_weights, model.parameters is None) for model in models)
    assert min(kinds.values()) > 10
    assert len(kinds) == 4


def test_every_description_says_what_it_is() -> None:
    assert all(model.description.startswith("Sample data:") for model in invented_models(50, seed=1))


def test_a_familys_models_come_in_order() -> None:
    names = [model.name for model in invented_models(500, seed=1)]
    for first, second in (("1", "2"), ("Mini", "Large"), ("Sketch", "Studio")):
        families = [name.removesuffix(f" {second}") for name in names if name.endswith(f" {second}")]
        assert families
        assert all(names.index(f"{family} {first}") < names.index(f"{family} {second}") for family in families)


def test_the_one_that_is_submitted_twice_is_alone_in_its_organisation() -> None:
    models = invented_models(100, seed=1)
    assert [model.organisation for model in models].index(RESUBMITTER) == 0
    assert Counter(model.organisation for model in models)[RESUBMITTER] == 1
