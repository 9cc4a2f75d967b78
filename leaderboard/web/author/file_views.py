"""What a submission's pages show, as files: scores, verdicts, and a bundle's report."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.downloads import submission_files
from leaderboard.models import Submission
from leaderboard.queries.submissions import evidence_of
from leaderboard.queries.visibility import open_submissions, own_submissions, visible_submissions, with_report
from leaderboard.web.http.attachments import streamed_attachment
from leaderboard.web.http.ranges import Sent, send, stored_file
from leaderboard.web.http.requests import AuthorRequest, PageRequest

_CSV, _JSON = "text/csv; charset=utf-8", "application/json"


@require_safe
@login_required
@cache_control(private=True, no_cache=True)
def report_json(request: AuthorRequest, submission_id: int) -> StreamingHttpResponse:
    """What the check of a bundle found, for its author."""
    submission = get_object_or_404(with_report(own_submissions(request.user)), pk=submission_id)
    bundle = getattr(submission, "bundle", None)
    if bundle is None or bundle.report is None:
        raise Http404
    text = json.dumps(bundle.report, ensure_ascii=False, indent=1) + "\n"
    return streamed_attachment([text], _JSON, f"submission-{submission.pk}-report.json")


@require_safe
@cache_control(public=True, no_cache=True)
def evidence(request: PageRequest, submission_id: int) -> HttpResponseBase:
    """All that is needed to recompute a public submission's scores (python -m leaderboard.offline.verify)."""
    row = evidence_of(_visible(request, submission_id))
    if row is None:
        raise Http404(_("There is no evidence file of this submission."))
    file = stored_file(row.path, f'"{row.sha256}"')
    return send(
        request, file, Sent("application/zstd", f"submission-{submission_id}-evidence.jsonl.zst", row.written_at)
    )


@require_safe
@cache_control(private=True, no_cache=True)
def breakdown_csv(request: PageRequest, submission_id: int) -> StreamingHttpResponse:
    """Every mean in all languages and scopes at full precision; an empty mean has no verdict behind it."""
    submission = _visible(request, submission_id)
    return streamed_attachment(
        submission_files.scores_csv(submission), _CSV, f"submission-{submission.pk}-breakdown.csv"
    )


@require_safe
@cache_control(private=True, no_cache=True)
def breakdown_json(request: PageRequest, submission_id: int) -> StreamingHttpResponse:
    """The same as JSON, with what identifies suite and judge profile."""
    submission = _visible(request, submission_id)
    return streamed_attachment(
        submission_files.scores_json(submission), _JSON, f"submission-{submission.pk}-breakdown.json"
    )


@require_safe
@cache_control(private=True, no_cache=True)
def verdicts_csv(request: PageRequest, submission_id: int) -> StreamingHttpResponse:
    """One line per picture and facet; an empty verdict's status says why there is none."""
    submission = get_object_or_404(open_submissions(request.user), pk=submission_id)
    lines = submission_files.verdicts_csv(submission)
    return streamed_attachment(lines, _CSV, f"submission-{submission.pk}-verdicts.csv")


@require_safe
@cache_control(private=True, no_cache=True)
def verdicts_json(request: PageRequest, submission_id: int) -> StreamingHttpResponse:
    """The same as JSON."""
    submission = get_object_or_404(open_submissions(request.user), pk=submission_id)
    lines = submission_files.verdicts_json(submission)
    return streamed_attachment(lines, _JSON, f"submission-{submission.pk}-verdicts.json")


def _visible(request: PageRequest, submission_id: int) -> Submission:
    return get_object_or_404(visible_submissions(request.user), pk=submission_id)
