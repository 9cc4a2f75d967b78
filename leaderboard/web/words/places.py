"""Where a reader is: on a board's latest release, or on one of its releases for good; a page's links stay there."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from leaderboard.models import Submission
from leaderboard.queries import boards


@dataclass(frozen=True, slots=True)
class Place:
    """A board, at the release that is its latest (``number`` None) or at a fixed one."""

    slug: str
    number: int | None

    @property
    def board(self) -> str:
        """The address of the board's table."""
        if self.number is None:
            return reverse("board", args=[self.slug])
        return reverse("board-release", args=[self.slug, self.number])

    def address(self, page: str, *which: object) -> str:
        """The address of one of the pages below the board: "compare", "prompt" with a key, and so on."""
        if self.number is None:
            return reverse(f"board-{page}", args=[self.slug, *which])
        return reverse(f"release-{page}", args=[self.slug, self.number, *which])


def listed_at(submission: Submission, language: str) -> Place | None:
    """Where a submission stands: on the newest release of the language's board that lists it; None before one does."""
    if submission.public_at is None:
        return None
    found = boards.newest_listing(submission, language)
    return found and Place(found.slug, None if found.is_latest else found.number)


def release_or_404(place: Place) -> boards.ReleaseHead:
    """The release at this place."""
    head = boards.release_head(place.slug, place.number)
    if head is None:
        raise Http404(_("There is no such board or release."))
    return head
