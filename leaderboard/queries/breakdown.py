"""A submission's scores as a tree, overall → dimension → sub-capability → facet, and as lines for downloads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import F, QuerySet

from leaderboard.domain.rubric import Rubric
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.intervals import half_width
from leaderboard.domain.scoring.scores import Mean, Scope
from leaderboard.models import Submission, SubmissionScore


@dataclass(frozen=True, slots=True)
class Node:
    """One level's mean over its images, 0 to 100 at full precision; None without a verdict.

    ``half_width`` is that of the mean's 95% interval. ``not_applicable`` and ``missing`` are shares of the questions
    asked on that level. All three are None where unknown.
    """

    path: ScorePath
    mean: float | None
    images: int
    half_width: float | None
    not_applicable: float | None
    missing: float | None
    children: tuple[Node, ...]

    @property
    def name(self) -> str:
        """The level's own name; "" for the overall."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One mean as downloads give it; a name is empty if the mean is of a level above it."""

    level: str
    language: str
    scope: str
    dimension: str
    sub_capability: str
    facet: str
    mean: float | None
    images: int
    standard_error: float | None
    not_applicable: float | None
    missing: float | None


@dataclass(frozen=True, slots=True)
class DimensionScores:
    """The means of the overall ("") or of a dimension in both scopes."""

    dimension: str
    judged: float | None
    target: float | None


def breakdown(submission: Submission, language: str, scope: Scope) -> Node:
    """The whole tree in one language and scope, in the rubric's order, including levels without a score."""
    return _tree(submission, _scores(submission).get((language, scope.value), {}))


def score_lines(submission: Submission) -> Iterator[ScoreLine]:
    """Every level in all languages and scopes, at full precision."""
    means = _scores(submission)
    for language in submission.languages:
        for scope in Scope:
            stored = means.get((language, scope.value), {})
            for node in _walk(_tree(submission, stored)):
                row = stored.get(node.path)
                yield ScoreLine(
                    level=node.path.level,
                    language=language,
                    scope=scope.value,
                    **node.path._asdict(),
                    mean=node.mean,
                    images=node.images,
                    standard_error=row.standard_error if row else None,
                    not_applicable=node.not_applicable,
                    missing=node.missing,
                )


def summary(submission: Submission) -> dict[str, list[DimensionScores]]:
    """Overall and dimensions by language; languages and dimensions in their order."""
    means: dict[tuple[str, str, str], float] = {
        (language, scope, dimension): mean
        for language, scope, dimension, mean in _rows(submission, sub_capability="").values_list(
            "language", "scope", "dimension", "mean"
        )
    }
    columns = ("", *_rubric(submission).dimensions)
    return {
        language: [
            DimensionScores(
                dimension,
                means.get((language, Scope.JUDGED.value, dimension)),
                means.get((language, Scope.TARGET.value, dimension)),
            )
            for dimension in columns
        ]
        for language in submission.languages
    }


def overall_scores(submissions: Collection[Submission]) -> dict[int, dict[str, float]]:
    """The overall means in the judged scope: by number of the submission, then by language in alphabetical order."""
    rows = SubmissionScore.objects.filter(
        submission__in=submissions,
        judge_profile=F("submission__judge_profile"),
        scope=Scope.JUDGED.value,
        **OVERALL._asdict(),
    )
    found: dict[int, dict[str, float]] = {}
    for submission, language, mean in rows.order_by("language").values_list("submission", "language", "mean"):
        found.setdefault(submission, {})[language] = mean
    return found


def _rubric(submission: Submission) -> Rubric:
    return submission.judge_profile.frozen.protocol.rubric


def _rows(submission: Submission, **levels: str) -> QuerySet[SubmissionScore]:
    return SubmissionScore.objects.filter(submission=submission.pk, judge_profile=submission.judge_profile_id, **levels)


def _scores(submission: Submission) -> dict[tuple[str, str], dict[ScorePath, SubmissionScore]]:
    """All scores by (language, scope) and path."""
    scores: dict[tuple[str, str], dict[ScorePath, SubmissionScore]] = {}
    for row in _rows(submission):
        scores.setdefault((row.language, row.scope), {})[row.path] = row
    return scores


def _tree(submission: Submission, scores: Mapping[ScorePath, SubmissionScore]) -> Node:
    children: dict[ScorePath, list[ScorePath]] = {}
    for path in _rubric(submission).levels[1:]:
        children.setdefault(path.parent, []).append(path)

    def node(path: ScorePath) -> Node:
        below = tuple(node(child) for child in children.get(path, ()))
        row = scores.get(path)
        if row is None:
            return Node(path, None, 0, None, None, None, below)
        half = half_width(Mean(row.mean, row.images, row.standard_error))
        return Node(path, row.mean, row.images, half, row.not_applicable, row.missing, below)

    return node(OVERALL)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)
