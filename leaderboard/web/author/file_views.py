"""What a submission's pages show, as files: scores, verdicts, and a bundle's report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.publishing.csv_text import csv_line
from leaderboard.models import Submission
from leaderboard.queries.breakdown import ScoreLine, score_lines
from leaderboard.queries.submissions import evidence_of
from leaderboard.queries.verdicts import VerdictLine, verdict_lines
from leaderboard.queries.visibility import open_submissions, own_submissions, visible_submissions
from leaderboard.web.http.ranges import Sent, send, stored_file
from leaderboard.web.http.requests import AuthorRequest, PageRequest
from leaderboard.web.http.streams import download

_SCORE_COLUMNS = (
    *("level", "language", "scope", "dimension", "sub_capability", "facet"),
    *("mean", "images", "standard_error", "not_applicable", "missing"),
)
_VERDICT_COLUMNS = (
    *("prompt_key", "language", "dimension", "sub_capability", "facet"),
    *("verdict", "is_target", "status"),
)


@require_safe
@login_required
@cache_control(private=True, no_cache=True)
def report_json(request: AuthorRequest, key: int) -> StreamingHttpResponse:
    """What the check of a bundle found, for its author."""
    submission = get_object_or_404(own_submissions(request.user).select_related("bundle"), pk=key)
    bundle = getattr(submission, "bundle", None)
    if bundle is None or bundle.report is None:
        raise Http404
    text = json.dumps(bundle.report, ensure_ascii=False, indent=1) + "\n"
    return download([text], "application/json", f"submission-{submission.pk}-report.json")


@require_safe
@cache_control(public=True, no_cache=True)
def evidence(request: PageRequest, key: int) -> HttpResponseBase:
    """All that is needed to recompute a public submission's scores (python -m leaderboard.offline.verify)."""
    row = evidence_of(_visible(request, key))
    if row is None:
        raise Http404(_("There is no evidence file of this submission."))
    file = stored_file(row.path, f'"{row.sha256}"')
    return send(request, file, Sent("application/zstd", f"submission-{key}-evidence.jsonl.zst", row.written_at))


@require_safe
@cache_control(private=True, no_cache=True)
def breakdown_csv(request: PageRequest, key: int) -> StreamingHttpResponse:
    """Every mean in all languages and scopes at full precision; an empty mean has no verdict behind it."""
    submission = _visible(request, key)
    return _csv(_SCORE_COLUMNS, score_lines(submission), f"submission-{submission.pk}-breakdown.csv")


@require_safe
@cache_control(private=True, no_cache=True)
def breakdown_json(request: PageRequest, key: int) -> StreamingHttpResponse:
    """The same as JSON, with what was measured with what."""
    submission = _visible(request, key)
    return _json(submission, "scores", score_lines(submission), f"submission-{submission.pk}-breakdown.json")


@require_safe
@cache_control(private=True, no_cache=True)
def verdicts_csv(request: PageRequest, key: int) -> StreamingHttpResponse:
    """One line per picture and facet; an empty verdict's status says why there is none."""
    submission = get_object_or_404(open_submissions(request.user), pk=key)
    return _csv(_VERDICT_COLUMNS, verdict_lines(submission), f"submission-{submission.pk}-verdicts.csv")


@require_safe
@cache_control(private=True, no_cache=True)
def verdicts_json(request: PageRequest, key: int) -> StreamingHttpResponse:
    """The same as JSON."""
    submission = get_object_or_404(open_submissions(request.user), pk=key)
    return _json(submission, "verdicts", verdict_lines(submission), f"submission-{submission.pk}-verdicts.json")


def _visible(request: PageRequest, key: int) -> Submission:
    return get_object_or_404(visible_submissions(request.user), pk=key)


def _csv(columns: Iterable[str], rows: Iterable[ScoreLine | VerdictLine], name: str) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        yield csv_line(columns)
        for row in rows:
            yield csv_line(astuple(row))

    return download(lines(), "text/csv; charset=utf-8", name)


def _json(
    submission: Submission, field: str, rows: Iterable[ScoreLine | VerdictLine], name: str
) -> StreamingHttpResponse:
    """One object whose list ``field`` is written row by row: neither side has to hold it in memory."""

    def lines() -> Iterator[str]:
        head = json.dumps(_provenance(submission), ensure_ascii=False)
        yield f'{head[:-1]}, "{field}": ['
        for number, row in enumerate(rows):
            yield (",\n" if number else "\n") + json.dumps(asdict(row), ensure_ascii=False)
        yield "\n]}\n"

    return download(lines(), "application/json", name)


def _provenance(submission: Submission) -> dict[str, Any]:
    suite, profile = submission.suite, submission.judge_profile
    return {
        "submission": submission.pk,
        "generator": submission.generator.name,
        "suite": {"key": suite.key, "version": suite.version, "sha256": suite.sha256},
        "judge_profile": {
            "key": profile.key,
            "version": profile.version,
            "sha256": profile.sha256,
            "comparable": profile.comparable,
            "caveat": profile.caveat,
        },
    }
