"""Coverage: what is counted, with zeros for what no prompt tries."""

from __future__ import annotations

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.suite.coverage import coverage
from leaderboard.domain.suite.suite import Prompt, Target
from tests.leaderboard.domain import shipped

NOISE = FacetPath("Quality", "Detail", "Noise")
COLOR = FacetPath("Alignment", "Attributes", "Color")


def prompt(*facets: FacetPath, field: str = "food", text: str = "a", render: tuple[str, ...] = ()) -> Prompt:
    return Prompt("p1", field, "Peru", {"en": text}, render, tuple(Target(facet, "") for facet in facets))


def test_prompts_are_counted_by_facet_dimension_field_length_and_script() -> None:
    found = coverage(
        [
            prompt(NOISE, COLOR, render=("春", "SPRING")),
            prompt(NOISE, field="", text="a" * 300, render=("TÉ",)),
            prompt(COLOR, field="art", render=("春 3",)),
        ],
        shipped.rubric(),
    )
    assert (found.prompts, found.short) == (3, 2)
    assert (found.facets[NOISE], found.facets[COLOR], len(found.facets)) == (2, 2, 56)
    assert sum(found.facets.values()) == 4
    assert list(found.dimensions.values()) == [2, 0, 2, 0, 0]
    assert found.fields == {"art": 1, "food": 1}
    assert found.scripts == {"latin": 2, "han": 2, "both": 1}
