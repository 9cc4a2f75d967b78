"""Secret links to your results, for people without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from ninja import Router, Status

from leaderboard.api.auth import TokenAuth, person
from leaderboard.api.share_link_schemas import ShareLinkIn, ShareLinkOut
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.share_links import create_link, links_of, revoke_link
from leaderboard.queries.visibility import check_may_change, own_submissions
from leaderboard.web.http.share_links import PREFIX

if TYPE_CHECKING:
    from leaderboard.models import ShareLink

router = Router(auth=TokenAuth(), tags=["submissions"])

_FACTS = ("id", "created_at", "expires_at", "revoked_at", "last_used_at")


@router.post("/share-links", response={201: ShareLinkOut})
def create_share_link(request: HttpRequest, payload: ShareLinkIn) -> Any:
    """Create a link to one scored submission, or to a comparison of two to four; its ``url`` is shown this once."""
    numbers = list(dict.fromkeys(payload.submissions))
    own = own_submissions(person(request)).in_bulk(numbers)
    if missing := [number for number in numbers if number not in own]:
        raise SubmissionRefused(f"you have no submission {missing[0]}; see GET /api/v1/submissions?mine=true")
    for submission in own.values():
        check_may_change(person(request), submission)
    link, secret = create_link(person(request), [own[number] for number in numbers], payload.days)
    return Status(201, _out(link) | {"url": request.build_absolute_uri(f"{PREFIX}{secret}/")})


@router.get("/share-links", response=list[ShareLinkOut])
def list_share_links(request: HttpRequest) -> Any:
    """Your links, and those to results of teams that you own, the newest first."""
    return [_out(link) for link in links_of(person(request))]


@router.delete("/share-links/{link}", response={204: None})
def revoke_share_link(request: HttpRequest, link: int) -> Any:
    """Revoke a link of yours, or one to results of a team that you own: it stops working at once."""
    if not revoke_link(person(request), link):
        raise Http404
    return Status(204, None)


def _out(link: ShareLink) -> dict[str, Any]:
    submissions = [shared.submission_id for shared in link.shared.all()]
    facts = {name: getattr(link, name) for name in _FACTS}
    return facts | {"submissions": submissions, "created_by": link.created_by.email, "url": None}
