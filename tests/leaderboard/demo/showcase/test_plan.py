"""Which models stand in which release, and when."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from leaderboard.demo.showcase.plan import Plan, PlanFault, make_plan

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def plan(models: int = 100, releases: int = 3) -> Plan:
    return make_plan(models, releases, ["en", "zh"], NOW, seed=1)


def test_half_of_the_models_come_first_and_the_rest_evenly() -> None:
    first_attempts = [submission for submission in plan().submissions if not submission.attempt]
    assert Counter(submission.release for submission in first_attempts) == {0: 50, 1: 25, 2: 25}


def test_one_model_comes_twice() -> None:
    second_attempts = [submission for submission in plan().submissions if submission.attempt]
    assert [(submission.model, submission.release) for submission in second_attempts] == [(0, 1)]


def test_one_model_has_several_pictures_per_prompt() -> None:
    assert {submission.model for submission in plan().submissions if submission.samples > 1} == {3}


@pytest.mark.parametrize(("models", "releases"), [(6, 1), (6, 3), (7, 2), (100, 3), (48, 24)])
def test_every_release_has_something_new_in_every_language(models: int, releases: int) -> None:
    showcase = plan(models, releases)
    assert len({submission.model for submission in showcase.submissions}) == models
    for release in range(releases):
        assert any("zh" in submission.languages for submission in showcase.of_release(release))
    assert all(submission.languages[0] == "en" for submission in showcase.submissions)


def test_dates_follow_each_other() -> None:
    showcase = plan()
    assert list(showcase.releases) == sorted(showcase.releases)
    assert showcase.releases[-1] == NOW
    for submission in showcase.submissions:
        published = showcase.releases[submission.release]
        assert submission.created_at < submission.scored_at < submission.public_at < published
    first, second = (submission for submission in plan(releases=1).submissions if submission.model == 0)
    assert first.public_at < second.public_at


@pytest.mark.parametrize(
    ("models", "releases", "words"),
    [
        (5, 2, r"--models is 5; 6 to \d+ are"),
        (10**6, 2, "--models is 1000000"),
        (6, 4, "--releases is 4; 1 to 3"),
        (6, 0, "--releases is 0"),
    ],
)
def test_what_cannot_be_made_is_named(models: int, releases: int, words: str) -> None:
    with pytest.raises(PlanFault, match=words):
        plan(models, releases)
