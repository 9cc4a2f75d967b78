"""Rows of a showcase's reader and operator, which sample data lacks; ``walls`` runs it in the site's settings."""

from __future__ import annotations

from leaderboard.models import Generator, ReportKind, Submission, User
from leaderboard.pipeline.administration import people, reports
from leaderboard.pipeline.administration.audit import Actor


def store(reader: str, operator: str) -> int:
    """Give a reader a private scored submission, whose number is returned, and an operator a report to decide on.

    Once done, it only returns the number. The scores are those of the sample data's withdrawn submission, so that no
    public page loses its own.
    """
    owner = User.objects.get(email=reader)
    own = Submission.objects.filter(generator__owner=owner).first()
    if own is not None:
        return own.pk
    mine = Generator.objects.create(owner=owner, name="Aquarell 3", organisation="Example Lab", licence="Apache-2.0")
    withdrawn = Submission.objects.filter(withdrawn_at__isnull=False).earliest("pk")
    Submission.objects.filter(pk=withdrawn.pk).update(generator=mine, public_at=None, withdrawn_at=None)
    people.make_operator(User.objects.get(email=operator), actor=Actor.command("tests"), reason="for the pages")
    public = Submission.objects.filter(public_at__isnull=False).earliest("pk")
    about = reports.Reported(public.generator, public.images.earliest("pk"))
    reports.take_in(about, ReportKind.OTHER, "The lettering is not what the prompt asks for.", reader, "en")
    return withdrawn.pk
