"""An author's decisions about a scored submission: making it public, and withdrawing it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from leaderboard.models import Generator, Outcome, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission.refusal import SubmissionRefused


@transaction.atomic
def make_public(submission: Submission) -> None:
    """Publish the results: they appear in the next releases of their boards.

    Raises: SubmissionRefused: when it is not scored or already public, or its generator or pictures are deleted.
    """
    generator = Generator.objects.select_for_update(no_key=True).get(pk=submission.generator_id)
    if generator.deleted_at is not None:
        raise SubmissionRefused(_("this generator was deleted; its results cannot be made public"))
    if submission.is_practice:
        raise SubmissionRefused(
            _("a practice submission has only a part of the suite and is never public; submit the whole suite")
        )
    private = Submission.objects.filter(pk=submission.pk, outcome=Outcome.SCORED, public_at__isnull=True)
    if not private.filter(files_deleted_at__isnull=True).update(public_at=Now()):
        if private.exists():
            raise SubmissionRefused(
                _("its pictures are deleted, but public results must show every picture; submit again")
            )
        raise SubmissionRefused(_("only a scored private submission can be made public"))
    publish.request_releases(submission)


@transaction.atomic
def withdraw(submission: Submission) -> None:
    """Later releases list the submission as withdrawn, without scores; earlier releases do not change.

    Raises: SubmissionRefused: when it is not public, or already withdrawn.
    """
    changed = Submission.objects.filter(pk=submission.pk, public_at__isnull=False, withdrawn_at__isnull=True).update(
        withdrawn_at=Now()
    )
    if not changed:
        raise SubmissionRefused(_("only a public submission can be withdrawn, and only once"))
    publish.request_releases(submission)
