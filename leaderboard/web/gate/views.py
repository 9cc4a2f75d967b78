"""A submission as the candidate of the quality gate: the form, the verdict with its pictures, and the plan."""

from __future__ import annotations

import math
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.gate.gate import observed_design
from leaderboard.domain.gate.planning import DEFAULT_POWER, Design, Plan, plan
from leaderboard.domain.gate.verdicts import GateError
from leaderboard.models import Outcome, Submission
from leaderboard.pipeline.gate.submissions import SubmissionGate, compare_submissions
from leaderboard.queries.baselines import baselines_for
from leaderboard.queries.changed_pictures import changed_pictures
from leaderboard.queries.visibility import is_seen_as_operator, standing_submissions
from leaderboard.web.gate.asked import ALPHAS, Asked, parse
from leaderboard.web.gate.plan_chart import plan_chart
from leaderboard.web.gate.words import VERDICTS, level_name, sentence
from leaderboard.web.http.requests import PageRequest
from leaderboard.web.http.seen import submission_for
from leaderboard.web.words.recorded import recorded

TYPICAL_SPREAD = 10.8
"""Points: of two sets of pictures by one model with other seeds (docs/gate.md)."""


@require_safe
@cache_control(private=True, no_cache=True)
def gate(request: PageRequest, submission_id: int) -> HttpResponse:
    """Whether the submission is worse than the baseline that the address names; without one, the form and a plan."""
    candidate = submission_for(request.user, standing_submissions(request.user), submission_id)
    levels = candidate.judge_profile.frozen.protocol.rubric.levels
    asked = parse(request.GET, levels)
    context: dict[str, Any] = {
        "submission": candidate,
        "as_operator": is_seen_as_operator(candidate, request.user),
        "asked": asked,
        "alphas": [f"{alpha:g}" for alpha in sorted({*ALPHAS, asked.alpha})],
        "alpha": f"{asked.alpha:g}",
        "fields": [
            (path.slug, level_name(path), _margin_text(asked, path.slug))
            for path in levels
            if path.depth < 2 or path.slug in asked.margins
        ],
        "baselines": baselines_for(candidate, request.user),
        "is_scored": candidate.outcome == Outcome.SCORED,
        "fault": asked.fault,
    }
    compared = None
    if asked.baseline and not asked.fault:
        try:
            compared = _compared(request, candidate, asked)
        except GateError as error:
            context["fault"] = _("These two cannot be compared: %(reason)s.") % {
                "reason": recorded(str(error)).rstrip(".。")
            }
    context |= _answer(request, compared) if compared else {}
    return render(request, "gate/gate.html", context | _plan(request, compared, asked))


def _compared(request: PageRequest, candidate: Submission, asked: Asked) -> SubmissionGate:
    baseline = submission_for(request.user, standing_submissions(request.user), asked.baseline)
    return compare_submissions(baseline, candidate, language=asked.language, margins=asked.margins, alpha=asked.alpha)


def _answer(request: PageRequest, compared: SubmissionGate) -> dict[str, Any]:
    result = compared.result
    deciding = result.levels[compared.deciding]
    pictures = changed_pictures(
        request.user,
        compared.baseline,
        compared.candidate,
        compared.language,
        compared.changes,
        compared.paths[compared.deciding],
    )
    return {
        "compared": compared,
        "verdict": result.verdict,
        "sentence": sentence(compared.paths[compared.deciding], deciding),
        "needed": deciding.prompts_needed,
        "prompt_count": deciding.prompts,
        "deciding_name": level_name(compared.paths[compared.deciding]),
        "lines": [
            (level_name(path), level, VERDICTS[level.verdict])
            for path, level in zip(compared.paths, result.levels, strict=True)
        ],
        "confidence": f"{100 * (1 - result.alpha):g}",
        "pictures": pictures,
        "has_several": max(compared.baseline.pictures_per_prompt, compared.candidate.pictures_per_prompt) > 1,
    }


def _plan(request: PageRequest, compared: SubmissionGate | None, asked: Asked) -> dict[str, Any]:
    """From the two submissions, or from a spread that the reader gives."""
    if compared and compared.result.levels[0].prompts > 1:
        design, prompts = observed_design(compared.result)
    else:
        design, prompts = Design(_spread(request.GET.get("sd", "")), asked.alpha, len(asked.margins)), None
    planned: Plan = plan(design, power=DEFAULT_POWER, prompts=prompts)
    return {
        "plan": planned,
        "plan_chart": plan_chart(design, DEFAULT_POWER, prompts),
        "power": f"{100 * DEFAULT_POWER:g}",
        "is_observed": prompts is not None,
    }


def _spread(text: str) -> float:
    try:
        spread = float(text)
    except ValueError:
        return TYPICAL_SPREAD
    return spread if math.isfinite(spread) and 0 <= spread <= 100 else TYPICAL_SPREAD


def _margin_text(asked: Asked, slug: str) -> str:
    return f"{asked.margins[slug]:g}" if slug in asked.margins else ""
