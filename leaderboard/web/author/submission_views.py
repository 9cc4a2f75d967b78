"""An author's list of submissions, the page of one with its live progress, and withdrawing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from leaderboard.models import Kind, Outcome, Submission, personal_team
from leaderboard.pipeline.admission.forecast import turn_of
from leaderboard.pipeline.submission import missing_pictures, newer_judge, retention, visibility
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work.storage_use import limit_of, use_of
from leaderboard.pipeline.work.workers import missing_programs
from leaderboard.queries.breakdown import summary
from leaderboard.queries.moderation import moderated_pictures, notice_of
from leaderboard.queries.operators import actions_on
from leaderboard.queries.submissions import (
    boards_of_submission,
    evidence_of,
    found_metadata,
    is_private_scored,
    progress,
)
from leaderboard.queries.teams import own_team
from leaderboard.queries.visibility import (
    check_may_change,
    is_operator,
    is_seen_as_operator,
    is_standing,
    may_change,
    own_submissions,
    sees_as_author,
    sees_label,
    visible_submissions,
    with_report,
)
from leaderboard.web.author.bundles import fault_groups, ignored_files
from leaderboard.web.author.forms.sharing import SHARE_DAYS
from leaderboard.web.author.kept_files import files_of
from leaderboard.web.author.progress_lines import stage_lines, status_lines, time_left
from leaderboard.web.author.states import state_badges
from leaderboard.web.author.team_choice import team_choice
from leaderboard.web.author.turns import turn_words
from leaderboard.web.author.workers import missing_worker
from leaderboard.web.http.requests import AuthorRequest, PageRequest
from leaderboard.web.http.seen import submission_for
from leaderboard.web.words import labels
from leaderboard.web.words.settings import setting_lines

_LINES_PER_PAGE = 50


@require_safe
@login_required
@cache_control(private=True, no_cache=True)
def index(request: AuthorRequest) -> HttpResponse:
    """The author's submissions, newest first."""
    choice = team_choice(request)
    submissions = choice.of(own_submissions(request.user), "generator__team")
    page = Paginator(submissions, _LINES_PER_PAGE).get_page(request.GET.get("page"))
    lines = [(submission, state_badges(submission), labels.STAGES[submission.stage]) for submission in page]
    team = own_team(request.user, choice.chosen) if choice.chosen else None
    team = team or personal_team(request.user)
    context = {
        "choice": choice,
        "query": f"team={choice.chosen}" if choice.chosen else "",
        "page": page,
        "lines": lines,
        "storage": use_of(team),
        "storage_limit": limit_of(team),
    }
    return render(request, "author/submissions.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
def detail(request: PageRequest, submission_id: int) -> HttpResponse:
    """A submission's state and results; other people than its author see it once it is public."""
    submission = submission_for(request.user, with_report(visible_submissions(request.user)), submission_id)
    context = _progress_context(request, submission) | {
        "states": state_badges(submission),
        "shows_label": sees_label(submission, request.user),
        "shared_numbers": [submission.pk],
        "share_days": SHARE_DAYS,
        "kind_label": labels.KINDS[submission.kind],
        "settings": list(setting_lines(submission.stated_settings)),
        "stands": is_standing(submission, request.user),
        "notice": notice_of(submission),
        "moderated": None if submission.suite.hidden else moderated_pictures(submission.pk),
    }
    if context["sees_all"]:
        context["files"] = files_of(submission)
        context["actions"] = [(entry, labels.OPERATORS_DID[entry.action]) for entry in actions_on(submission)]
        context["metadata"] = [(labels.METADATA[kind], count) for kind, count in found_metadata(submission).items()]
        context["same_pictures"] = [(one, state_badges(one)) for one in newer_judge.siblings(submission)]
    if context["is_owner"]:
        context["newer_judge"] = newer_judge.possible(submission)
        context["repeatable"] = missing_pictures.possible(submission)
    if context["sees_all"] and submission.kind == Kind.BUNDLE:
        context["ignored"] = ignored_files(submission)
    if submission.outcome == Outcome.SCORED:
        context["summary"] = summary(submission)
        context["boards"] = boards_of_submission(submission) if submission.public_at else []
        context["evidence"] = evidence_of(submission) if context["stands"] else None
        context["private_evidence"] = is_private_scored(submission)
    if submission.outcome == Outcome.REJECTED and submission.kind == Kind.BUNDLE:
        context["fault_groups"] = fault_groups(submission)
    return render(request, "author/submission.html", context)


@require_safe
@cache_control(private=True, no_store=True)
@vary_on_headers("HX-Request")
def progress_fragment(request: PageRequest, submission_id: int) -> HttpResponse:
    """The live part alone, for htmx. Once the submission has ended, htmx reloads the page, which has the results."""
    submission = submission_for(request.user, visible_submissions(request.user), submission_id)
    if not request.htmx:
        return redirect("submission", submission.pk)
    context = _progress_context(request, submission)
    if not context["progress"].live:
        return HttpResponseClientRefresh()
    return render(request, "author/_progress.html", context)


@require_POST
@login_required
def withdraw(request: AuthorRequest, submission_id: int) -> HttpResponse:
    """Withdraw the author's own public results from later releases."""
    return _decide(
        request,
        submission_id,
        visibility.withdraw,
        _("The submission is withdrawn; the boards follow within a minute."),
    )


@require_POST
@login_required
def delete_files(request: AuthorRequest, submission_id: int) -> HttpResponse:
    """Give up the files of the author's own private or withdrawn submission."""
    return _decide(
        request, submission_id, retention.release, _("The files of this submission are deleted within a day or two.")
    )


def _decide(
    request: AuthorRequest, submission_id: int, decision: Callable[[Submission], None], done: str
) -> HttpResponse:
    submission = get_object_or_404(own_submissions(request.user), pk=submission_id)
    check_may_change(request.user, submission)
    try:
        decision(submission)
    except SubmissionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("submission", submission.pk)


def _progress_context(request: PageRequest, submission: Submission) -> dict[str, Any]:
    state = progress(submission)
    turn = turn_of(submission)
    missing = missing_worker(state, is_waiting=submission.is_waiting)
    return {
        "submission": submission,
        "is_owner": may_change(request.user, submission),
        "sees_all": sees_as_author(submission, request.user),
        "as_operator": is_seen_as_operator(submission, request.user),
        "progress": state,
        "stages": stage_lines(state),
        "statuses": status_lines(state),
        "time_left": "" if missing else time_left(state, turn),
        "missing_worker": missing,
        "missing_programs": missing_programs() if missing and is_operator(request.user) else [],
        "turn": turn_words(turn) if turn else None,
        "is_waiting": submission.is_waiting,
        "on_hold": _(state.on_hold) if state.on_hold else "",
    }
