"""What the address of a comparison asks for."""

from __future__ import annotations

from django.http import QueryDict

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.web.compare.address import parse

REAL_WORLD, NOISE = ScorePath("Real-world Fidelity"), ScorePath("Quality", "Detail", "Noise")
LEVELS = [OVERALL, ScorePath("Quality"), REAL_WORLD, ScorePath("Quality", "Detail"), NOISE]


def test_models_come_in_the_readers_order_once_and_at_most_four() -> None:
    asked = parse(QueryDict("models=17,3,17&models=5&models=9,8,7"), LEVELS)
    assert asked.models == (17, 3, 5, 9)
    assert asked.surplus == 2
    assert asked.address() == "?models=17,3,5,9"


def test_what_is_no_number_is_told_and_never_an_error() -> None:
    bad = "models=x,%00,-3,3.5,%C2%B2,99999999999999999999,4,,%20&of=nothing&order=up&find=%00a"
    asked = parse(QueryDict(bad), LEVELS)
    assert asked.models == (4,)
    assert asked.unread == ("x", "\0", "-3")
    assert (asked.of, asked.by_difference, asked.words) == (OVERALL, False, "a")


def test_levels_have_addresses_and_only_count_with_the_order_by_difference() -> None:
    asked = parse(QueryDict("models=1,2&order=differ&of=real-world-fidelity"), LEVELS)
    assert asked.of == REAL_WORLD
    assert asked.address() == "?models=1,2&order=differ&of=real-world-fidelity"
    assert asked.address(differ=False) == "?models=1,2"
    assert asked.address(models=[2], of=NOISE) == "?models=2&order=differ&of=quality-detail-noise"
    assert parse(QueryDict("of=quality-detail-noise&order=differ"), LEVELS).of == NOISE
