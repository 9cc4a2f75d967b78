"""Secret links to private results: creating, opening and revoking them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from leaderboard.models import Outcome, Role, SharedSubmission, ShareLink, Submission, User, clock, memberships_of
from leaderboard.models.clock import Now
from leaderboard.pipeline.gate.side_by_side import NotComparable, check_comparable
from leaderboard.pipeline.submission.refusal import SubmissionRefused

DAYS = 30
"""How long a link works unless its author chooses another time."""

MOST_DAYS = 365
MOST_LINKS = 100
"""The most working links of one account."""

_USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link that works: who created it, its submissions in their order, and when it expires."""

    created_by: User
    submissions: tuple[int, ...]
    expires_at: datetime


class LinkEnded(Exception):
    """The link was revoked, or has expired."""


def create_link(author: User, submissions: Sequence[Submission], days: int = DAYS) -> tuple[ShareLink, str]:
    """Create a link to one scored submission or to a comparison; returns its row and the secret, which is not stored.

    Args:
        submissions: the author's own, in the order of the comparison.

    Raises:
        SubmissionRefused, NotComparable: nothing is stored.
    """
    if not 1 <= days <= MOST_DAYS:
        raise SubmissionRefused(
            _("%(days)d days were chosen; 1 to %(most)d are expected") % {"days": days, "most": MOST_DAYS}
        )
    _check(submissions)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=author.pk)
        if working_links(author).count() >= MOST_LINKS:
            raise SubmissionRefused(
                _("you have %(count)d share links that work, the most that an account may have; revoke one first")
                % {"count": MOST_LINKS}
            )
        expires_at = clock.read() + timedelta(days=days)
        link = ShareLink.objects.create(created_by=author, digest=_digest(secret), expires_at=expires_at)
        SharedSubmission.objects.bulk_create(
            SharedSubmission(link=link, submission=submission, position=position)
            for position, submission in enumerate(submissions)
        )
    link.refresh_from_db()
    return link, secret


def links_of(person: User) -> QuerySet[ShareLink]:
    """The links that a person may revoke, the newest first: the person's own, and those to results of teams they own.

    Each has its creator and its submissions; of somebody else's link, only those of the teams that the person owns.
    """
    owned = Q(submission__generator__team__in=memberships_of(person, [Role.OWNER]).values("team"))
    of_teams = SharedSubmission.objects.filter(owned).values("link")
    shared = SharedSubmission.objects.filter(owned | Q(link__created_by=person)).select_related("submission__generator")
    own = Q(created_by=person)
    if person.only_team is not None:
        in_team = SharedSubmission.objects.filter(submission__generator__team=person.only_team)
        own &= Q(pk__in=in_team.values("link"))
    links = ShareLink.objects.filter(own | Q(pk__in=of_teams)).select_related("created_by")
    return links.prefetch_related(Prefetch("shared", shared))


def working_links(author: User) -> QuerySet[ShareLink]:
    """Those that an account has created and that are neither revoked nor expired."""
    return ShareLink.objects.filter(created_by=author, revoked_at__isnull=True, expires_at__gt=Now())


def revoke_link(person: User, link_id: int) -> bool:
    """Revoke a link, and return whether the person may revoke it. Safe to repeat."""
    links = links_of(person).filter(pk=link_id)
    ShareLink.objects.filter(pk__in=links.values("pk"), revoked_at__isnull=True).update(revoked_at=Now())
    return links.exists()


def open_link(secret: str) -> OpenedLink | None:
    """The link with this secret; None if there never was one.

    It is recorded, at most once a minute, that the link was used. Which of the submissions the reader may see is
    decided by ``queries/visibility.py``.

    Raises:
        LinkEnded: if it no longer works, also because its author's account is closed.
    """
    link = ShareLink.objects.filter(digest=_digest(secret)).select_related("created_by").first()
    if link is None:
        return None
    if link.revoked_at is not None or link.expires_at <= clock.read() or not link.created_by.is_active:
        raise LinkEnded
    unused = Q(last_used_at__isnull=True) | Q(last_used_at__lt=Now() - _USED_EVERY)
    ShareLink.objects.filter(unused, pk=link.pk).update(last_used_at=Now())
    shared = link.shared.values_list("submission", flat=True)
    return OpenedLink(link.created_by, tuple(shared), link.expires_at)


def _check(submissions: Sequence[Submission]) -> None:
    if len(submissions) == 1:
        if submissions[0].outcome != Outcome.SCORED:
            raise NotComparable(
                _("submission %(number)d has no scores; only scored submissions can be shared")
                % {"number": submissions[0].pk}
            )
        return
    check_comparable(submissions)


def _digest(secret: str) -> str:
    # A plain hash is enough: the secret's 256 random bits cannot be guessed from it.
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
