"""Mails about events: which ones a person wants, and sending them from the outbox, with retries."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db.models import QuerySet, Value
from django.db.models.functions import Least
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from leaderboard.domain.events import CHOOSABLE, MAILED_BY_DEFAULT, Event
from leaderboard.models import CHANGING, Mail, MailPreference, Membership, Sending, User, Webhook
from leaderboard.models.clock import Now
from leaderboard.pipeline.notifying.policy import KEPT, LAST_BEFORE, NOT_IN_TIME, RETRIES
from leaderboard.pipeline.work import leases, outbox
from leaderboard.pipeline.work.moments import moment_text

_SALT = "unsubscribe from mails"
_KEEP_SALT = "keep an account"
_WITH_A_TIME = (Event.EXPORT_READY, Event.DELETION_REQUESTED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The events that a person is mailed about, and the language of these mails."""

    events: Sequence[str]
    language: str


def wanted_by(user: User) -> Wanted:
    """What the person has chosen, or what applies to those who have not."""
    preference = MailPreference.objects.filter(user=user).first()
    if preference is None:
        return Wanted([event.value for event in MAILED_BY_DEFAULT], settings.LANGUAGE_CODE)
    return Wanted(preference.events, preference.language)


def choose(user: User, wanted: Wanted) -> None:
    """Store a person's choice."""
    events = [event.value for event in CHOOSABLE if event in wanted.events]
    MailPreference.objects.update_or_create(user=user, defaults={"events": events, "language": wanted.language})


def remember_language(user_id: int, language: str) -> None:
    """Mail somebody who has chosen nothing in the language in which they sign in."""
    defaults = {"events": [event.value for event in MAILED_BY_DEFAULT], "language": language}
    MailPreference.objects.get_or_create(user_id=user_id, defaults=defaults)


def unsubscription(user_id: int, event: str) -> str:
    """A text that allows to end a person's mails about an event, and nothing else; it does not expire."""
    return signing.dumps([user_id, event], salt=_SALT)


def read_unsubscription(text: str) -> tuple[User, Event] | None:
    """The person and event of a text that ``unsubscription`` made; None for any other."""
    try:
        user_id, event = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return (user, Event(event)) if user and event in CHOOSABLE else None


def keeping(deletion_id: int) -> str:
    """A text that allows to cancel one deletion of an account, as long as it is not done."""
    return signing.dumps(deletion_id, salt=_KEEP_SALT)


def read_keeping(text: str) -> int | None:
    """The number of the deletion in a text that ``keeping`` made; None for any other."""
    try:
        return int(signing.loads(text, salt=_KEEP_SALT))
    except signing.BadSignature:
        return None


def unsubscribe(user: User, event: Event) -> None:
    """Mail the person no more about an event."""
    wanted = wanted_by(user)
    choose(user, Wanted([other for other in wanted.events if other != event], wanted.language))


def tell_disabled(webhook: Webhook, cause: str) -> None:
    """Mail those who may change things in a webhook's team that Salon has disabled it."""
    people = Membership.objects.filter(team=webhook.team_id, role__in=CHANGING, user__is_active=True)
    data = {"webhook": webhook.pk, "name": webhook.name, "cause": cause}
    outbox.plan_mails(people.values_list("user", flat=True), Event.WEBHOOK_DISABLED, data)


def claim(mail_id: int) -> tuple[EmailMessage, uuid.UUID] | None:
    """Claim a mail that is due, and write it; None when there is nothing to send."""
    pending = Mail.objects.filter(pk=mail_id, outcome=Sending.PENDING, deadline_at__gt=Now())
    token = leases.claim(pending.filter(user__is_active=True))
    if token is None:
        return None
    return _written(Mail.objects.select_related("user").get(pk=mail_id)), token


def record(mail_id: int, token: uuid.UUID, cause: str = "", *, is_final: bool = False) -> None:
    """Record an attempt: ``cause`` says why it failed, and ``is_final`` that no other can succeed."""
    held = Mail.objects.filter(pk=mail_id, lease_token=token, outcome=Sending.PENDING)
    mail = held.first()
    if mail is None or mail.deadline_at is None:
        return
    if not cause or is_final:
        _end(held, Sending.FAILED if cause else Sending.DELIVERED, cause)
        return
    delay_s = RETRIES.delay_s(mail.attempt, jitter=random.uniform(0.5, 0.999))  # noqa: S311  # spreads load
    due_at = Least(Now() + timedelta(seconds=delay_s), Value(mail.deadline_at - LAST_BEFORE))
    in_time = held.filter(deadline_at__gt=Now() + LAST_BEFORE)
    if not in_time.update(cause=cause, due_at=due_at, queued_at=None, **leases.NO_LEASE):
        _end(held, Sending.FAILED, cause)


def overdue() -> QuerySet[Mail]:
    """Mails whose time is over."""
    return Mail.objects.filter(outcome=Sending.PENDING, deadline_at__lte=Now())


def end_overdue(mail_ids: list[int]) -> int:
    """End mails whose time is over; returns how many."""
    rows = overdue().filter(pk__in=mail_ids)
    _end(rows.filter(cause=""), Sending.FAILED, NOT_IN_TIME)
    _end(rows, Sending.FAILED)
    return len(mail_ids)


def forget_old(*, dry_run: bool = False) -> int:
    """Delete mails that ended long ago; returns how many."""
    old = Mail.objects.exclude(outcome=Sending.PENDING).filter(ended_at__lt=Now() - KEPT)
    return old.count() if dry_run else old.delete()[0]


def _end(rows: QuerySet[Mail], outcome: Sending, cause: str | None = None) -> None:
    reason = {} if cause is None else {"cause": cause}
    rows.update(outcome=outcome, ended_at=Now(), deadline_at=None, **reason, **leases.NO_LEASE)


def _written(mail: Mail) -> EmailMessage:
    """The mail in its reader's language, with the headers by which mail programs offer to unsubscribe (RFC 8058)."""
    with translation.override(wanted_by(mail.user).language):
        site = urlsplit(settings.SALON_SITE_URL).netloc or "Salon"
        stop = ""
        if mail.event in CHOOSABLE and settings.SALON_SITE_URL:
            stop = settings.SALON_SITE_URL + reverse(
                "mail-unsubscribe", args=[unsubscription(mail.user_id, mail.event)]
            )
        context = {
            "event": mail.event,
            "data": mail.data,
            "site": site,
            "address": settings.SALON_SITE_URL,
            "unsubscribe": stop,
        }
        if mail.event in _WITH_A_TIME:
            context["time"] = moment_text(datetime.fromisoformat(mail.data["time"]))
        if mail.event == Event.DELETION_REQUESTED:  # not in the row: whoever reads the database could keep the account
            context["keep"] = keeping(mail.data["deletion"])
        subject = " ".join(render_to_string("notifying/subject.txt", context).split())
        body = render_to_string("notifying/body.txt", context).strip() + "\n"
    headers = {"Auto-Submitted": "auto-generated"}
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return EmailMessage(f"[{site}] {subject}", body, None, [mail.user.email], headers=headers)
