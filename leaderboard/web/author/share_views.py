"""An author's share links: list, create, revoke."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leaderboard.models import Submission, clock
from leaderboard.pipeline.gate.side_by_side import MOST, NotComparable
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.share_links import create_link, links_of, revoke_link
from leaderboard.queries.visibility import check_may_change, own_submissions
from leaderboard.web.author.forms.sharing import SHARE_DAYS
from leaderboard.web.http.requests import AuthorRequest
from leaderboard.web.http.share_links import PREFIX

_MOST_LISTED = 200


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def index(request: AuthorRequest) -> HttpResponse:
    """The author's links; one that was just created is shown in this reply only."""
    created = _create(request) if request.method == "POST" else ""
    now = clock.read()
    lines = [
        (link, [shared.submission for shared in link.shared.all()], link.revoked_at is None and link.expires_at > now)
        for link in links_of(request.user)[:_MOST_LISTED]
    ]
    return render(request, "author/share_links.html", {"lines": lines, "created": created})


@require_POST
@login_required
def revoke(request: AuthorRequest, link_id: int) -> HttpResponse:
    """Revoke a link; it stops working at once."""
    if not revoke_link(request.user, link_id):
        raise Http404
    messages.success(request, _("The link is revoked; nobody can open it any more."))
    return redirect("share-links")


def _create(request: AuthorRequest) -> str:
    """The address of the new link; "" if it was refused, which a message says."""
    submissions = _chosen(request)
    days = request.POST.get("days", "")
    if not submissions or days not in {str(choice) for choice, _name in SHARE_DAYS}:
        messages.error(request, _("Choose one of your scored submissions, and one of the times in the list."))
        return ""
    for submission in submissions:
        check_may_change(request.user, submission)
    try:
        _link, secret = create_link(request.user, submissions, int(days))
    except (SubmissionRefused, NotComparable) as refusal:
        messages.error(request, str(refusal))
        return ""
    return request.build_absolute_uri(f"{PREFIX}{secret}/")


def _chosen(request: AuthorRequest) -> list[Submission]:
    """The author's own submissions that the form names, in its order; none if one of them is not theirs."""
    parts = request.POST.getlist("runs")[:MOST]
    numbers = list(dict.fromkeys(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19))
    own = own_submissions(request.user).in_bulk(numbers)
    return [own[number] for number in numbers] if len(own) == len(numbers) == len(parts) else []
