"""A submission's files: scores, verdicts, evidence, and a bundle's report."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.downloads import submission_files
from leaderboard.models import Evidence, Submission, SupersededEvidence
from leaderboard.pipeline.work import storage_watch
from leaderboard.queries.moderation import evidence_version
from leaderboard.queries.submissions import evidence_of, is_private_scored
from leaderboard.queries.visibility import (
    author_submissions,
    is_standing,
    open_submissions,
    standing_submissions,
    visible_submissions,
    with_report,
)
from leaderboard.web.http.attachments import streamed_attachment
from leaderboard.web.http.ranges import Sent, send_stored
from leaderboard.web.http.requests import AuthorRequest, PageRequest
from leaderboard.web.http.seen import submission_for
from leaderboard.web.http.token_reader import accepts_tokens

_CSV, _JSON, _EVIDENCE = "text/csv; charset=utf-8", "application/json", "application/zstd"


@require_safe
@accepts_tokens
@login_required
@cache_control(private=True, no_cache=True)
def report_json(request: AuthorRequest, submission_id: int) -> StreamingHttpResponse:
    """The report of a bundle's check, for those who see everything of it."""
    submission = submission_for(request.user, with_report(author_submissions(request.user)), submission_id)
    bundle = getattr(submission, "bundle", None)
    if bundle is None or bundle.report is None:
        raise Http404
    text = json.dumps(bundle.report, ensure_ascii=False, indent=1) + "\n"
    return streamed_attachment([text], _JSON, f"submission-{submission.pk}-report.json")


@require_safe
@accepts_tokens
def evidence(request: PageRequest, submission_id: int) -> HttpResponseBase:
    """A submission's evidence; ``python -m leaderboard.offline.verify`` recomputes the scores from it.

    It has what the judge said about each picture, so that of a withdrawn submission is for its author only. That of a
    private one is made anew for each request: nothing has been published that it must agree with.
    """
    submission = submission_for(request.user, standing_submissions(request.user), submission_id)
    if is_private_scored(submission):
        lines = submission_files.evidence_zst(submission)
        name = f"submission-{submission_id}-evidence.jsonl.zst"
        return _cached_for_all_if_public(submission, streamed_attachment(lines, _EVIDENCE, name))
    return _cached_for_all_if_public(submission, _send_evidence(request, submission_id, evidence_of(submission)))


@require_safe
@accepts_tokens
def evidence_of_release(request: PageRequest, submission_id: int, sha256: str) -> HttpResponseBase:
    """The evidence that a release names by its SHA-256, also if a later one replaced it."""
    submission = submission_for(request.user, standing_submissions(request.user), submission_id)
    reply = _send_evidence(request, submission_id, evidence_version(submission, sha256))
    return _cached_for_all_if_public(submission, reply)


def _cached_for_all_if_public(submission: Submission, reply: HttpResponseBase) -> HttpResponseBase:
    is_public = submission.public_at is not None and is_standing(submission, AnonymousUser())
    reply["Cache-Control"] = "public, no-cache" if is_public else "private, no-cache"
    return reply


def _send_evidence(
    request: PageRequest, submission_id: int, row: Evidence | SupersededEvidence | None
) -> HttpResponseBase:
    if row is None:
        raise Http404(_("There is no evidence file of this submission."))
    how = Sent(_EVIDENCE, f"submission-{submission_id}-evidence.jsonl.zst", row.written_at)
    try:
        return send_stored(request, row.path, f'"{row.sha256}"', how)
    except FileNotFoundError:
        storage_watch.file_missed(row.path)
        raise Http404(_("The evidence file cannot be read at the moment; the operators know.")) from None


@require_safe
@accepts_tokens
@cache_control(private=True, no_cache=True)
def breakdown_csv(request: PageRequest, submission_id: int) -> StreamingHttpResponse:
    """The means on every level as CSV."""
    submission = _visible(request, submission_id)
    return streamed_attachment(
        submission_files.scores_csv(submission), _CSV, f"submission-{submission.pk}-breakdown.csv"
    )


@require_safe
@accepts_tokens
@cache_control(private=True, no_cache=True)
def breakdown_json(request: PageRequest, submission_id: int) -> StreamingHttpResponse:
    """The means on every level as JSON."""
    submission = _visible(request, submission_id)
    return streamed_attachment(
        submission_files.scores_json(submission), _JSON, f"submission-{submission.pk}-breakdown.json"
    )


@require_safe
@accepts_tokens
@cache_control(private=True, no_cache=True)
def verdicts_csv(request: PageRequest, submission_id: int) -> StreamingHttpResponse:
    """Every verdict as CSV; not for a hidden suite."""
    submission = submission_for(request.user, open_submissions(request.user), submission_id)
    lines = submission_files.verdicts_csv(submission)
    return streamed_attachment(lines, _CSV, f"submission-{submission.pk}-verdicts.csv")


@require_safe
@accepts_tokens
@cache_control(private=True, no_cache=True)
def verdicts_json(request: PageRequest, submission_id: int) -> StreamingHttpResponse:
    """Every verdict as JSON; not for a hidden suite."""
    submission = submission_for(request.user, open_submissions(request.user), submission_id)
    lines = submission_files.verdicts_json(submission)
    return streamed_attachment(lines, _JSON, f"submission-{submission.pk}-verdicts.json")


def _visible(request: PageRequest, submission_id: int) -> Submission:
    return submission_for(request.user, visible_submissions(request.user), submission_id)
