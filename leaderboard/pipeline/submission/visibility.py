"""What an author decides once a submission is scored: making its results public, and withdrawing them again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from leaderboard.models import Outcome, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission.refusal import SubmissionRefused


@transaction.atomic
def make_public(submission: Submission) -> None:
    """From now on the results appear in the releases of their boards.

    Raises:
        SubmissionRefused: when it is not scored, or public already.
    """
    private = Submission.objects.filter(pk=submission.pk, outcome=Outcome.SCORED, public_at__isnull=True)
    if not private.filter(files_deleted_at__isnull=True).update(public_at=Now()):
        if private.exists():
            raise SubmissionRefused(
                _("its pictures are deleted, and readers of public results can look at every picture; submit again")
            )
        raise SubmissionRefused(_("only a scored submission that is not public yet can be made public"))
    publish.request_releases(submission)


@transaction.atomic
def withdraw(submission: Submission) -> None:
    """Later releases list the submission as withdrawn, without scores; earlier releases stay as they are.

    Raises:
        SubmissionRefused: when it is not public, or withdrawn already.
    """
    changed = Submission.objects.filter(pk=submission.pk, public_at__isnull=False, withdrawn_at__isnull=True).update(
        withdrawn_at=Now()
    )
    if not changed:
        raise SubmissionRefused(_("only a public submission that is not withdrawn yet can be withdrawn"))
    publish.request_releases(submission)
