"""The rubric: 5 dimensions, 23 sub-capabilities, 56 facets, each named by its full path."""

from __future__ import annotations

import pytest

from leaderboard.domain.rubric import FacetPath, RubricError, parse_rubric
from tests.leaderboard.domain import shipped

# The taxonomy of Qwen-Image-Bench: its names and their order are facts that other people's data depends on.
TAXONOMY = {
    "Quality": {
        "Realism": ["Physical Logic", "Material Texture"],
        "Detail": ["Noise", "Edge Clarity", "Naturalness"],
        "Resolution": ["Resolution"],
    },
    "Aesthetics": {
        "Composition": ["Composition"],
        "Color Harmony": ["Color Harmony"],
        "Lighting": ["Lighting & Atmosphere"],
        "Anatomical Portraiture": ["Anatomical Fidelity"],
        "Emotional Expression": ["Emotional Expression"],
        "Style Control": ["Style Control"],
    },
    "Alignment": {
        "Attributes": ["Quantity", "Facial Expression", "Material Properties", "Color", "Shape", "Size"],
        "Actions": ["Contact Interaction", "Non-contact Interaction", "Full-body Action"],
        "Layout": ["2D Space", "3D Space"],
        "Relations": ["Composition Relationship", "Difference/Similarity", "Containment"],
        "Scene": ["Real-world Scene", "Virtual Scene"],
    },
    "Real-world Fidelity": {
        "Fairness": ["Social Bias", "Cultural Fairness"],
        "Safety & Compliance": ["Safety & Compliance"],
        "World Knowledge": [
            "Animals",
            "Objects",
            "Information Visualization",
            "Temporal Characteristics",
            "Cultural Elements",
        ],
    },
    "Creative Generation": {
        "Imagination": ["Imagination"],
        "Feature Matching": ["Feature Matching"],
        "Logical Resolution": ["Logical Resolution"],
        "Text Rendering": ["Text Accuracy", "Text Layout", "Font", "Cross-lingual Generation"],
        "Design Applications": [
            "Graphic Design",
            "Product Design",
            "Spatial Design",
            "Fashion Styling",
            "Game Design",
            "Art Design",
        ],
        "Visual Storytelling": [
            "Cinematic Style",
            "Camera / Lens Style",
            "Storyboard Creation",
            "Shot Sizes",
            "Composition",
            "Angles",
            "Comic Creation",
        ],
    },
}

ONE_FACET = """
[[facet]]
dimension = "D"
sub_capability = "S"
facet = "F"
question = "q?"
fails = "f"
passes = "p"
excels = "e"
not_applicable = "n"
"""


def test_the_shipped_rubric_has_the_taxonomy_with_its_names_in_its_order() -> None:
    expected = [
        FacetPath(dimension, sub_capability, facet)
        for dimension, sub_capabilities in TAXONOMY.items()
        for sub_capability, facets in sub_capabilities.items()
        for facet in facets
    ]
    rubric = shipped.rubric()
    assert [facet.path for facet in rubric.facets] == expected
    assert rubric.dimensions == tuple(TAXONOMY)
    assert {d: list(rubric.sub_capabilities(d)) for d in rubric.dimensions} == {d: list(s) for d, s in TAXONOMY.items()}
    assert len(expected) == 56
    assert sum(len(rubric.sub_capabilities(dimension)) for dimension in rubric.dimensions) == 23


def test_equal_names_under_two_dimensions_are_two_facets() -> None:
    compositions = [path for path in shipped.rubric().by_path if path.facet == "Composition"]
    assert [path.dimension for path in compositions] == ["Aesthetics", "Creative Generation"]


def test_within_a_dimension_every_facets_name_is_its_own() -> None:
    # What lets a reply be read that names a facet without, or under the wrong, sub-capability.
    for dimension in shipped.rubric().dimensions:
        names = [facet.path.facet for facet in shipped.rubric().checklist(dimension)]
        assert len(names) == len(set(names))


def test_active_are_the_targets_dimensions_in_the_rubrics_order() -> None:
    targets = [
        FacetPath("Creative Generation", "Visual Storytelling", "Camera / Lens Style"),
        FacetPath("Alignment", "Relations", "Difference/Similarity"),
        FacetPath("Quality", "Detail", "Noise"),
        FacetPath("Quality", "Resolution", "Resolution"),
    ]
    assert shipped.rubric().active_dimensions(targets) == ("Quality", "Alignment", "Creative Generation")
    assert shipped.rubric().active_dimensions([]) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no .*facet.* entries"),
        (ONE_FACET + ONE_FACET, "names a facet twice"),
        (ONE_FACET.replace('question = "q?"', ""), "entry 1: 'question' is missing"),
        (ONE_FACET.replace('"n"', '" "'), "entry 1: 'not_applicable' is missing or empty"),
        (ONE_FACET.replace('"f"', "1"), "entry 1: 'fails'"),
    ],
)
def test_a_rubric_that_lacks_something_is_refused_by_name(text: str, reason: str) -> None:
    with pytest.raises(RubricError, match=reason):
        parse_rubric(text)
