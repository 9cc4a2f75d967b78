"""Visitors' reports: stores them, and closes all open ones on a picture or model together."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet

from leaderboard.models import AuditAction, GeneratedImage, Generator, Report, ReportState
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.administration.refusal import ActionRefused

log = logging.getLogger(__name__)

_MAIL_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report is about: a picture, or else a model."""

    generator: Generator
    image: GeneratedImage | None = None

    def __str__(self) -> str:
        return f"{self.image} of {self.generator}" if self.image else f"the model {self.generator}"

    def reports(self) -> QuerySet[Report]:
        """The reports about it."""
        return Report.objects.filter(generator=self.generator, image=self.image)


@transaction.atomic
def take_in(about: Reported, kind: str, text: str, mail: str, language: str) -> Report:
    """Store a visitor's report. The first open report on a picture or model is mailed to the operators, if configured.

    Args:
        kind: a ``ReportKind``.
        mail: the visitor's email address for an answer; "" if none.
    """
    is_first = not about.reports().filter(state=ReportState.OPEN).exists()
    report = Report.objects.create(
        generator=about.generator,
        image=about.image,
        kind=kind,
        text=text,
        mail=mail,
        language=language,
        deadline_at=Now() + timedelta(hours=settings.SALON_REPORT_HOURS),
    )
    log.info("report %s on %s: %s", report.pk, about, kind)
    if is_first and settings.SALON_REPORT_MAIL:
        transaction.on_commit(lambda: _mail(report.pk, about, report.get_kind_display()), robust=True)
    return report


def _mail(report_id: int, about: Reported, kind: str) -> None:
    # Without the visitor's text, which is read on the page, where the site's protections apply.
    address = f"{settings.SALON_SITE_URL}/operations/reports/{report_id}/"
    try:
        send_mail(
            f"[Salon] Report {report_id}: {kind}", f"About {about}.\n\n{address}\n", None, settings.SALON_REPORT_MAIL
        )
    except OSError as error:  # smtplib's errors are OSErrors
        log.warning("report %s could not be mailed; it is listed on /operations/reports/: %s", report_id, error)


@transaction.atomic
def close(report_id: int, state: ReportState, actor: Actor, reason: str) -> int:
    """Resolve or dismiss all open reports on the same picture or model; returns how many.

    Raises:
        ActionRefused: when none is open, or the reason is missing.
    """
    report = Report.objects.select_related("image", "generator").get(pk=report_id)
    about = Reported(report.generator, report.image)
    waiting = about.reports().filter(state=ReportState.OPEN).select_for_update().order_by("pk")
    report_ids = list(waiting.values_list("pk", flat=True))
    if not report_ids:
        raise ActionRefused("Somebody has already decided about it.")
    action = AuditAction.REPORT_RESOLVE if state == ReportState.RESOLVED else AuditAction.REPORT_DISMISS
    entry = record(actor, action, report, reason, {"reports": report_ids})
    return Report.objects.filter(pk__in=report_ids).update(
        state=state, closed_at=Now(), closed_by=entry.actor, outcome=entry.reason
    )


def forget_addresses() -> int:
    """Delete the email addresses of reports decided long ago; returns how many."""
    return Report.objects.filter(closed_at__lt=Now() - _MAIL_KEPT).exclude(mail="").update(mail="")
