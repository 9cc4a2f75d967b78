"""Scores of all judged pictures with their intervals, and the evidence, from the recorded judgements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.publishing.evidence_lines import (
    Judged,
    Place,
    Score,
    evidence_head,
    in_order,
    judgement_entry,
    lines_of,
    packed,
    picture_line,
)
from leaderboard.domain.rubric import FacetPath, Rubric
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.intervals import half_width
from leaderboard.domain.scoring.pictures import JudgedPicture, answer_shares, picture_scores
from leaderboard.domain.scoring.scores import Mean, Scope, prompt_scores, submission_scores
from workers.local.state import State
from workers.local.work import LocalPicture, Work

FORMAT = "salon-local-1"


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A mean on one level, 0 to 100 at full precision, with its 95% interval and the shares of unanswered questions."""

    level: str
    language: str
    scope: str
    dimension: str
    sub_capability: str
    facet: str
    mean: float | None
    images: int
    standard_error: float | None
    low: float | None
    high: float | None
    not_applicable: float | None
    missing: float | None

    @property
    def path(self) -> ScorePath:
        """The level."""
        return ScorePath(self.dimension, self.sub_capability, self.facet)


@dataclass(frozen=True, slots=True)
class PictureResult:
    """A picture with its judgements, and its scores in each scope; a level without a verdict has none."""

    picture: LocalPicture
    records: Mapping[str, Mapping[str, Any]]
    judged: JudgedPicture
    scores: Mapping[Scope, Mapping[ScorePath, float]]


@dataclass(frozen=True, slots=True)
class Results:
    """All that is known after the last call."""

    work: Work
    pictures: Sequence[PictureResult]
    lines: Sequence[ScoreLine]

    def line(self, language: str, scope: Scope, path: ScorePath) -> ScoreLine:
        """The mean of one level."""
        key = (language, scope.value, path)
        return next(line for line in self.lines if (line.language, line.scope, line.path) == key)


def results_of(work: Work, state: State) -> Results:
    """Compute all scores from the recorded judgements."""
    pictures = [_picture(work, state, picture) for picture in work.pictures]
    return Results(work, pictures, [line for language in work.languages for line in _lines(work, pictures, language)])


def _picture(work: Work, state: State, picture: LocalPicture) -> PictureResult:
    records = state.recorded(work.asked(picture))
    records = {name: records[name] for name in picture.dimensions}
    verdicts: dict[FacetPath, Verdict] = {
        FacetPath(name, sub_capability, facet): verdict
        for name, record in records.items()
        for sub_capability, facet, verdict in record["verdicts"]
    }
    judged = JudgedPicture(picture.dimensions, picture.prompt.target_facets, verdicts)
    return PictureResult(picture, records, judged, {scope: picture_scores(judged, scope) for scope in Scope})


def _lines(work: Work, pictures: Sequence[PictureResult], language: str) -> Iterator[ScoreLine]:
    rubric = work.profile.protocol.rubric
    chosen = [result for result in pictures if result.picture.language == language]
    for scope in Scope:
        of_prompts = prompt_scores((result.picture.prompt.key, result.scores[scope]) for result in chosen)
        means = submission_scores(of_prompts.values())
        shares = answer_shares((result.judged for result in chosen), scope, rubric)
        for path in _as_tree(rubric):
            mean, answered = means.get(path), shares.get(path) if path in means else None
            half = half_width(mean) if mean else None
            yield ScoreLine(
                level=path.level,
                language=language,
                scope=scope.value,
                **path._asdict(),
                mean=mean.value if mean else None,
                images=mean.images if mean else 0,
                standard_error=mean.standard_error if mean else None,
                low=mean.value - half if mean and half is not None else None,
                high=mean.value + half if mean and half is not None else None,
                not_applicable=answered.not_applicable if answered else None,
                missing=answered.missing if answered else None,
            )


def _as_tree(rubric: Rubric) -> list[ScorePath]:
    """All levels, each right before those below it, in the order of the rubric."""
    places = {path: place for place, path in enumerate(rubric.levels)}
    return sorted(places, key=lambda path: [places[path.upto(depth)] for depth in range(path.depth + 1)])


def evidence_of(results: Results) -> bytes:
    """The evidence file, in the format of the site. Its submission has the number 0, because there is none."""
    work = results.work
    suite, profile = work.suite, work.profile
    judged = Judged(
        submission=0,
        generator={"name": work.name, "organisation": "", "licence": ""},
        languages=work.languages,
        suite={"key": suite.key, "version": suite.version, "sha256": suite.sha256(), "hidden": False},
        suite_content=suite.content(),
        profile={"key": profile.key, "version": profile.version, "sha256": profile.sha256},
        files=work.files,
        pictures_per_prompt=work.samples,
    )
    head = evidence_head(judged, in_order(_scores(results)))
    lines = (_evidence_line(result, is_one=work.samples == 1) for result in results.pictures)
    return b"".join(packed(lines_of(head, lines)))


def _scores(results: Results) -> Iterator[Score]:
    for line in results.lines:
        if line.mean is not None:
            yield line.language, line.scope, line.path, Mean(line.mean, line.images, line.standard_error)


def _evidence_line(result: PictureResult, *, is_one: bool) -> dict[str, Any]:
    picture = result.picture
    judgements = [judgement_entry(result.records[name]) for name in sorted(result.records)]
    targets = picture.prompt.target_facets
    place = Place(picture.prompt.key, picture.language, None if is_one else picture.sample + 1)
    return picture_line(place, picture.facts.sha256, targets, {"judgements": judgements})


def document_of(results: Results, evidence_sha256: str) -> dict[str, Any]:
    """The results for programs. ``scores`` have the fields of the API, and the bounds of their 95% intervals."""
    work = results.work
    records = [record for result in results.pictures for record in result.records.values()]
    return {
        "format": FORMAT,
        "model": work.name,
        "suite": {"key": work.suite.key, "version": work.suite.version, "sha256": work.suite.sha256()},
        "judge_profile": {
            "key": work.profile.key,
            "version": work.profile.version,
            "sha256": work.profile.sha256,
            "comparable": work.profile.comparable,
            "caveat": work.profile.caveat,
        },
        "engine": {
            "model": work.profile.model_id,
            "versions": sorted({record["engine_version"] for record in records if record["engine_version"]}),
            "fingerprints": sorted(
                {record["engine_fingerprint"] for record in records if record["engine_fingerprint"]}
            ),
        },
        "languages": list(work.languages),
        "pictures": len(results.pictures),
        "pictures_per_prompt": work.samples,
        "judgements": {"planned": work.calls, "by_status": dict(sorted(Counter(r["status"] for r in records).items()))},
        "evidence_sha256": evidence_sha256,
        "scores": [asdict(line) for line in results.lines],
    }
