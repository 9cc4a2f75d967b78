"""Which release of a board a page shows: the latest, or a fixed one. Links between pages keep that choice."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from leaderboard.models import Submission
from leaderboard.queries import boards


@dataclass(frozen=True, slots=True)
class Place:
    """A board at its latest release (``number`` is None) or at a fixed one."""

    slug: str
    number: int | None

    @property
    def board(self) -> str:
        """The address of the board's table."""
        if self.number is None:
            return reverse("board", args=[self.slug])
        return reverse("board-release", args=[self.slug, self.number])

    def address(self, page: str, *which: object) -> str:
        """The address of a page below the board, such as "compare", or "prompt" with the prompt's key."""
        if self.number is None:
            return reverse(f"board-{page}", args=[self.slug, *which])
        return reverse(f"release-{page}", args=[self.slug, self.number, *which])


def listed_at(submission: Submission, language: str) -> Place | None:
    """The newest release of the language's board that lists a submission; None if there is none yet."""
    if submission.public_at is None:
        return None
    listing = boards.newest_listing(submission, language)
    return listing and Place(listing.slug, None if listing.is_latest else listing.number)


def release_or_404(place: Place) -> boards.ReleaseHead:
    """The release at this place."""
    head = boards.release_head(place.slug, place.number)
    if head is None:
        raise Http404(_("There is no such board or release."))
    return head
