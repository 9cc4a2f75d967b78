"""The breakdown: the rubric's whole tree, with the levels that have no score, in every language and scope."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import SubmissionScore
from leaderboard.queries.breakdown import Node, breakdown, score_lines, summary
from tests.factories import running_submission, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db


def walk(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in walk(child))]


def test_the_tree_holds_all_levels_in_the_rubric_s_order() -> None:
    submission = scored_submission()
    tree = breakdown(submission, "en", Scope.JUDGED)
    rubric = submission.judge_profile.frozen.protocol.rubric
    assert [node.name for node in tree.children] == list(rubric.dimensions)
    assert [node.path for node in walk(tree) if node.path.level == "facet"] == [facet.path for facet in rubric.facets]
    assert [len([n for n in walk(tree) if n.path.depth == depth]) for depth in range(4)] == [1, 5, 23, 56]
    assert (tree.mean, tree.images) == (60.0, 24)


def test_every_stored_mean_stands_in_the_tree_unrounded() -> None:
    submission = mixed_submission()
    for scope in Scope:
        nodes = {node.path: node for node in walk(breakdown(submission, "en", scope))}
        rows = SubmissionScore.objects.filter(submission=submission, scope=scope.value)
        assert rows.count() > 50
        for row in rows:
            assert (nodes[row.path].mean, nodes[row.path].images) == (row.mean, row.images)
        assert sum(node.mean is not None for node in nodes.values()) == rows.count()


def test_a_level_without_a_verdict_has_no_mean_and_no_picture() -> None:
    submission = mixed_submission(without="Quality")
    tree = breakdown(submission, "en", Scope.JUDGED)
    assert {(node.mean, node.images) for node in walk(tree.children[0])} == {(None, 0)}
    assert tree.mean is not None


def test_the_lines_cover_all_languages_and_scopes_even_before_scoring() -> None:
    lines = list(score_lines(running_submission(languages=("en", "zh"))))
    assert len(lines) == 2 * 2 * (1 + 5 + 23 + 56)
    assert {line.mean for line in lines} == {None}
    assert [line.level for line in lines[:4]] == ["overall", "dimension", "sub_capability", "facet"]
    assert [(line.language, line.scope) for line in lines if line.level == "overall"] == [
        ("en", "judged"),
        ("en", "target"),
        ("zh", "judged"),
        ("zh", "target"),
    ]


def test_the_summary_has_overall_first_and_both_scopes() -> None:
    submission = mixed_submission()
    (lines,) = summary(submission).values()
    assert [line.dimension for line in lines] == ["", *submission.judge_profile.frozen.protocol.rubric.dimensions]
    for line in lines:
        for scope, mean in (("judged", line.judged), ("target", line.target)):
            row = SubmissionScore.objects.get(
                submission=submission, scope=scope, dimension=line.dimension, sub_capability=""
            )
            assert mean == row.mean


def test_it_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for languages in (("en",), ("en", "zh")):
        submission = scored_submission(languages=languages)
        assert submission.judge_profile.frozen
        for read in (lambda s: breakdown(s, "en", Scope.JUDGED), lambda s: list(score_lines(s)), summary):
            with django_assert_num_queries(1):
                read(submission)
