"""Replies of the forgiven kinds score as the official toolkit scores them; where the two may part, it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.official.dataset import OfficialPrompt
from leaderboard.domain.official.levels import level_tree
from leaderboard.domain.official.readings import PictureReader, ReadReply
from leaderboard.domain.official.tally import ModelTally
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.scores import Mean, Scope
from tests.leaderboard.domain import shipped
from tests.leaderboard.domain.judging.replies import nested, score
from tests.leaderboard.domain.official import reference

RUBRIC = shipped.rubric()
PATHS = list(RUBRIC.by_path)
Verdicts = Mapping[FacetPath, Verdict]
Document = dict[str, Any]


def flat(verdicts: Verdicts) -> Document:
    return {path.facet: {"score": score(verdict)} for path, verdict in verdicts.items()}


def bare(verdicts: Verdicts) -> Document:
    return {path.facet: score(verdict) for path, verdict in verdicts.items()}


def as_texts(verdicts: Verdicts) -> Document:
    return {path.facet: {"score": f" {score(verdict)}".lower()} for path, verdict in verdicts.items()}


def under_one_heading(verdicts: Verdicts) -> Document:
    return {next(iter(verdicts)).sub_capability: flat(verdicts)}


def renamed(verdicts: Verdicts) -> Document:
    return dict(json.loads(json.dumps(nested(verdicts)).replace("Feature Matching", "Feature Mapping")))


forms: st.SearchStrategy[Callable[[Verdicts], Document]] = st.sampled_from(
    [nested, flat, bare, as_texts, under_one_heading, renamed]
)
before = st.sampled_from(["", "The light {is} good.</think>\n\n", "```json\n", "So: ", 'I saw {"a": 1}</think>it is '])
behind = st.sampled_from(["", "\n```", " Done."])


@st.composite
def pictures(draw: st.DrawFn) -> dict[str, str]:
    """Replies about one picture by dimension, each in some forgiven form."""
    replies = {}
    for dimension in draw(st.lists(st.sampled_from(RUBRIC.dimensions), unique=True)):
        facets = draw(st.lists(st.sampled_from(RUBRIC.checklist(dimension)), min_size=1, unique=True))
        verdicts = {facet.path: draw(st.sampled_from([0, 1, 2, None])) for facet in facets}
        replies[dimension] = draw(before) + json.dumps(draw(forms)(verdicts)) + draw(behind)
    return replies


def prompt(targets: tuple[FacetPath, ...]) -> OfficialPrompt:
    return OfficialPrompt(1, {"zh": "猫", "en": "a cat"}, targets)


@given(st.lists(st.tuples(pictures(), st.lists(st.sampled_from(PATHS), unique=True).map(tuple)), max_size=6))
def test_forgiven_replies_score_as_officially_in_both_scopes(
    given_pictures: list[tuple[dict[str, str], tuple[FacetPath, ...]]],
) -> None:
    reader = PictureReader(RUBRIC)
    halves = [ModelTally(), ModelTally()]
    for place, (replies, targets) in enumerate(given_pictures):
        halves[place % 2].add(reader.read(replies, targets), prompt(targets), "zh")
    tally = halves[1]
    tally.merge(halves[0])
    replies_only = [replies for replies, _ in given_pictures]
    assert reference.agree(tally.means(Scope.JUDGED), reference.scores(replies_only))
    assert reference.agree(
        tally.means(Scope.TARGET), reference.scores(replies_only, [targets for _, targets in given_pictures])
    )
    assert tally.counts.differing == []
    assert set(tally.counts.statuses) <= {"ok", "repaired", "all_not_applicable"}
    planned = sum(len({target.dimension for target in targets}) for _, targets in given_pictures)
    told = tally.counts.told(planned)
    assert told["replies"] - told["surplus"] + told["absent"] == planned
    assert told["replies"] == sum(map(len, replies_only))


def read(text: str) -> ReadReply:
    return PictureReader(RUBRIC).read({"Quality": text}, ()).replies[0]


GOOD = '{"Detail": {"Noise": {"score": 1}}}'


@pytest.mark.parametrize(
    ("text", "deviation", "may_differ"),
    [
        (GOOD, None, False),
        (f"```{GOOD}```", None, False),
        ('{"Detail": {"Noise": {"score": "n/a"}}}', None, False),
        # Officially "not applicable", or averaged in.
        ('{"Detail": {"Noise": {"score": 3}, "Edge Clarity": {"score": 2}}}', "unknown_value", True),
        ('{"Detail": {"Noise": {"score": true}}}', "unknown_value", True),
        ('{"Detail": {"Noise": {"score": 1}, "Grain": {"score": 2}}}', "unknown_name", True),
        ('{"Charm": {"Noise": {"score": 1}}}', "unknown_name", True),
        ('{"Detail": {"Noise": {"score": 1}}, "Noise": {"score": 2}}', "answered_twice", True),
        ('{"Detail": {"Noise": {"score": 1}}, "Detail": {}}', "answered_twice", True),
        ('{"Detail": 2}', "no_facets", True),
        (f"[{GOOD}, {GOOD}]", "json_list", True),
        # We read the last object; what lies between the first and the last brace is no JSON.
        (f'First {{"a": 1}}. Then {GOOD}', "several_objects", True),
        (f"With {{score}}: {GOOD}", "several_objects", True),
        # Officially a draft counts; two answers are read by neither.
        (f"<think>{GOOD}", "open_reasoning", True),
        (GOOD + GOOD.replace("1", "2"), "two_answers", False),
        # Nothing to read for either.
        (GOOD[:-1], "cut_off", False),
        (f"{GOOD[:20]}", "cut_off", False),
        ('{"Detail": {"Noise": {"sco', "cut_off", False),
        ('{"Detail": {"Noise": {"score": 1,}}}', "broken_json", False),
        ("The reasoning never ended", "no_json", False),
        ("{}", "no_verdict", False),
        ('{"Detail": {"Noise": {"score": 1}}}</think>', "no_json", False),
    ],
)
def test_what_deviates_is_named_and_whether_it_may_count_otherwise(
    text: str, deviation: str | None, may_differ: bool
) -> None:
    found = read(text)
    assert (found.deviation, found.may_differ) == (deviation, may_differ)


def test_differing_replies_are_told_with_prompt_and_reason() -> None:
    tally = ModelTally()
    target = FacetPath("Quality", "Detail", "Noise")
    replies = {"Quality": '{"Detail": {"Noise": {"score": 7}}}', "Alignment": "cut off"}
    tally.add(PictureReader(RUBRIC).read(replies, [target]), prompt((target,)), "en")
    assert tally.counts.told(expected=3) == {
        "replies": 2,
        "absent": 2,
        "surplus": 1,
        "statuses": {"malformed": 2},
        "deviations": {"no_json": 1, "unknown_value": 1},
        "differing": [
            {
                "prompt": 1,
                "language": "en",
                "dimension": "Quality",
                "deviation": "unknown_value",
                "reason": "'Noise' has the score 7; 0, 1, 2 or \"N/A\" is expected",
            }
        ],
    }
    assert tally.means(Scope.JUDGED) == {}


def test_levels_are_nested_by_their_whole_path() -> None:
    means = {
        OVERALL: Mean(1 / 3, 2),
        ScorePath("Quality"): Mean(60.0, 1),
        ScorePath("Quality", "Detail"): Mean(60.0, 1),
        ScorePath("Quality", "Detail", "Noise"): Mean(60.0, 1),
    }
    leaf = {"mean": 60.0, "images": 1}
    assert level_tree(means) == {
        "total": {"mean": 1 / 3, "images": 2},
        "level1": {"Quality": leaf},
        "level2": {"Quality": {"Detail": leaf}},
        "level3": {"Quality": {"Detail": {"Noise": leaf}}},
    }
    assert level_tree(means, depth=1).keys() == {"total", "level1"}
    assert level_tree({}) == {"total": None, "level1": {}, "level2": {}, "level3": {}}
