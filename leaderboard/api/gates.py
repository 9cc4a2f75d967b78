"""The quality gate: has a candidate become worse than a baseline? Both are public, or the caller's own."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field

from leaderboard.api.auth import ANYBODY, visitor
from leaderboard.api.freshness import shown
from leaderboard.api.gate_schemas import GateOut, GatePlanOut
from leaderboard.domain.gate.gate import observed_design
from leaderboard.domain.gate.margins import read_margins
from leaderboard.domain.gate.planning import DEFAULT_ALPHA, DEFAULT_POWER, Design, plan
from leaderboard.domain.gate.report import level_values, plan_values
from leaderboard.domain.gate.verdicts import GateError
from leaderboard.pipeline.gate.submissions import DEFAULT_MARGINS, SubmissionGate, compare_submissions
from leaderboard.queries.changed_pictures import ChangedPicture, FacetVerdict, VerdictChange, changed_pictures
from leaderboard.queries.visibility import standing_submissions
from leaderboard.web.http.seen import submission_for

if TYPE_CHECKING:
    from leaderboard.models import GeneratedImage, Submission

router = Router(auth=ANYBODY, tags=["gate"])

_REFUSES: dict[str, Any] = {"responses": {HTTPStatus.CONFLICT.value: {}}}
"""A GateError, when the two cannot be compared."""

_MOST_LEVELS = 85
_Margins = Annotated[
    list[str],
    Query(
        max_length=_MOST_LEVELS,
        description='A level and the drop that is accepted there, such as "overall:1.0"; repeatable.',
    ),
]
_Alpha = Annotated[float, Field(gt=0, lt=0.5, description="Probability that one of the intervals does not hold.")]
_Language = Annotated[str, Field(max_length=10, description="Of the prompts; by default the first that both have.")]


@router.get("/gates", response=GateOut, openapi_extra=_REFUSES)
def run_gate(
    request: HttpRequest,
    response: HttpResponse,
    baseline: int,
    candidate: int,
    margin: _Margins = [],  # noqa: B006  # ninja copies it
    alpha: _Alpha = DEFAULT_ALPHA,
    language: _Language = "",
) -> Any:
    """Compare two scored submissions of one suite and judge profile, prompt by prompt.

    With the pictures that changed most, and the judge's reasons.
    """
    compared = _compared(request, baseline, candidate, margin, alpha, language)
    shown(response, [compared.baseline.ended_at, compared.candidate.ended_at])
    pictures = changed_pictures(
        visitor(request),
        compared.baseline,
        compared.candidate,
        compared.language,
        compared.changes,
        compared.paths[compared.deciding],
    )
    return _gate(request, compared) | {"changed": [_changed(request, compared, picture) for picture in pictures]}


@router.get("/gates/plan", response=GatePlanOut, openapi_extra=_REFUSES)
def plan_gate(
    request: HttpRequest,
    sd: Annotated[float | None, Field(ge=0, le=100, description="Instead of two submissions.")] = None,
    baseline: int | None = None,
    candidate: int | None = None,
    margin: _Margins = [],  # noqa: B006  # ninja copies it
    alpha: _Alpha = DEFAULT_ALPHA,
    power: Annotated[float, Field(ge=0.5, lt=1, description="Probability of detecting the drop.")] = DEFAULT_POWER,
    language: _Language = "",
) -> Any:
    """How many prompts a gate needs to detect drops: from a standard deviation, or as two submissions show it."""
    if baseline is not None and candidate is not None:
        design, prompts = observed_design(_compared(request, baseline, candidate, margin, alpha, language).result)
        return plan_values(plan(design, power=power, prompts=prompts))
    if sd is None:
        raise GateError("a plan needs sd, or baseline and candidate")
    return plan_values(plan(Design(sd, alpha, max(1, len(read_margins(margin)))), power=power))


def _compared(
    request: HttpRequest, baseline: int, candidate: int, margin: list[str], alpha: float, language: str
) -> SubmissionGate:
    seen = standing_submissions(visitor(request))
    return compare_submissions(
        submission_for(visitor(request), seen, baseline),
        submission_for(visitor(request), seen, candidate),
        language=language,
        margins=read_margins(margin) or DEFAULT_MARGINS,
        alpha=alpha,
    )


def _gate(request: HttpRequest, compared: SubmissionGate) -> dict[str, Any]:
    baseline, result = compared.baseline, compared.result
    return {
        "baseline": _side(request, baseline),
        "candidate": _side(request, compared.candidate),
        "suite": f"{baseline.suite.key}/{baseline.suite.version}",
        "judge_profile": str(baseline.judge_profile),
        "language": compared.language,
        "alpha": result.alpha,
        "verdict": result.verdict,
        "exit_code": result.exit_code,
        "levels": [
            path._asdict() | level_values(level) for path, level in zip(compared.paths, result.levels, strict=True)
        ],
        "changed_level": compared.paths[compared.deciding].slug,
        "page": request.build_absolute_uri(_page(compared)),
    }


def _page(compared: SubmissionGate) -> str:
    """The page that shows the same."""
    margins = {level.requirement.level: f"{level.requirement.margin:g}" for level in compared.result.levels}
    query = {"baseline": compared.baseline.pk, **margins, "alpha": f"{compared.result.alpha:g}"}
    address = reverse("submission-gate", args=[compared.candidate.pk])
    return f"{address}?{urlencode(query | {'language': compared.language})}"


def _side(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    return {
        "submission": submission.pk,
        "generator": submission.generator.name,
        "is_public": submission.public_at is not None and submission.withdrawn_at is None,
        "pictures_per_prompt": submission.pictures_per_prompt,
        "page": request.build_absolute_uri(reverse("submission", args=[submission.pk])),
    }


def _changed(request: HttpRequest, compared: SubmissionGate, picture: ChangedPicture) -> dict[str, Any]:
    change = picture.change
    return {
        "prompt": picture.prompt.key,
        "text": picture.prompt.texts[compared.language],
        "difference": change.difference,
        "baseline": _picture(request, picture.baseline, change.baseline),
        "candidate": _picture(request, picture.candidate, change.candidate),
        "verdicts": [_verdict_change(verdict) for verdict in picture.verdicts],
    }


def _picture(request: HttpRequest, image: GeneratedImage, score: float) -> dict[str, Any]:
    has_files = image.stored is not None and image.stored.deleted_at is None

    def address(view: str) -> str:
        return request.build_absolute_uri(reverse(view, args=[image.pk]))

    return {
        "image": image.pk,
        "sample": image.sample + 1,
        "score": score,
        "page": address("image"),
        "display": address("image-display") if has_files else None,
        "thumbnail": address("image-thumb") if has_files else None,
    }


def _verdict_change(change: VerdictChange) -> dict[str, Any]:
    return {
        **change.facet._asdict(),
        "is_target": change.is_target,
        "baseline": _verdict(change.baseline),
        "candidate": _verdict(change.candidate),
        "baseline_reason": change.baseline_reason,
        "candidate_reason": change.candidate_reason,
    }


def _verdict(verdict: FacetVerdict) -> str | None:
    return None if verdict is None else str(verdict)
