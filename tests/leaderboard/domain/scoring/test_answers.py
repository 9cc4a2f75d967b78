"""Shares of what does not apply and of what is missing, at every level."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.answers import AnswerShares, AnswerTally
from tests.leaderboard.domain import shipped

NOISE = FacetPath("Quality", "Detail", "Noise")
EDGES = FacetPath("Quality", "Detail", "Edge Clarity")
FACETS = [facet.path for facet in shipped.rubric().facets]


def test_shares_of_a_case_computed_by_hand() -> None:
    tally = AnswerTally()
    tally.add([NOISE, EDGES], {NOISE: None, EDGES: 1})
    tally.add([NOISE, EDGES], {NOISE: 2})
    shares = tally.shares()
    assert shares[NOISE] == AnswerShares(not_applicable=0.5, missing=0)
    assert shares[EDGES] == AnswerShares(not_applicable=0, missing=0.5)
    for level in [OVERALL, ScorePath("Quality"), ScorePath("Quality", "Detail")]:
        assert shares[level] == AnswerShares(not_applicable=0.25, missing=0.25)


def test_what_was_not_asked_does_not_count() -> None:
    tally = AnswerTally()
    tally.add([NOISE], {EDGES: None})
    assert tally.shares()[OVERALL] == AnswerShares(not_applicable=0, missing=1)
    assert EDGES not in tally.shares()


answers = st.dictionaries(st.sampled_from(FACETS), st.sampled_from([0, 1, 2, None]))


@given(st.lists(st.tuples(st.lists(st.sampled_from(FACETS), unique=True), answers), max_size=6))
def test_the_order_of_pictures_does_not_matter_and_shares_are_shares(
    pictures: list[tuple[list[FacetPath], dict[FacetPath, int | None]]],
) -> None:
    there, back = AnswerTally(), AnswerTally()
    for asked, verdicts in pictures:
        there.add(asked, verdicts)
    for asked, verdicts in reversed(pictures):
        back.add(asked, verdicts)
    assert there.shares() == back.shares()
    for share in there.shares().values():
        assert share.not_applicable >= 0
        assert share.missing >= 0
        assert share.not_applicable + share.missing <= 1
