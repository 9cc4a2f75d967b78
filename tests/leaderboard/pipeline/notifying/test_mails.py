"""Mails: to those whom an event concerns, if they want them, in their language, and until the server accepts them."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail as outgoing
from django.core.mail import EmailMessage

from leaderboard.domain.events import CHOOSABLE, Event
from leaderboard.models import Mail, Membership, Role, Sending, Team, User
from leaderboard.models.clock import Now
from leaderboard.pipeline import sweeper
from leaderboard.pipeline.notifying import deliveries, mails, webhooks
from leaderboard.pipeline.notifying.mails import Wanted
from leaderboard.pipeline.work import outbox, transitions
from tests.factories import GeneratorFactory, UserFactory, publish, running_submission, scored_submission
from tests.leaderboard.pipeline.notifying.hooks import webhook_of
from tests.leaderboard.pipeline.runs import pass_time
from workers.tasks.notifying import send_mail

pytestmark = pytest.mark.django_db
PLACE = {"name": "Maple", "rank": 2, "rank_low": 1, "rank_high": 2, "overall": 71.25}


@pytest.fixture(autouse=True)
def _mail_server(settings: LazySettings) -> None:
    settings.EMAIL_HOST = "smtp.example.org"  # the tests' backend keeps mails in memory
    settings.SALON_SITE_URL = "https://salon.example.org"


def planned() -> list[tuple[int, str]]:
    return list(Mail.objects.order_by("pk").values_list("user", "event"))


def sent(mail: Mail) -> EmailMessage:
    before = len(outgoing.outbox)
    send_mail(key=mail.pk)
    (message,) = outgoing.outbox[before:]
    return message


def wants(user: User, *events: Event, language: str = "en") -> User:
    mails.choose(user, Wanted(events, language))
    return user


def test_who_submitted_is_mailed_by_default_and_can_unsubscribe_in_one_click() -> None:
    submission = scored_submission()
    owner = submission.generator.owner
    message = sent(Mail.objects.get())
    assert message.to == [owner.email]
    assert message.subject == f"[salon.example.org] {submission.generator.name}: scored"
    assert "Overall (en): 60.00" in message.body
    assert f"https://salon.example.org/submissions/{submission.pk}/" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert link in message.body
    read = mails.read_unsubscription(link.rstrip("/").rsplit("/", 1)[1])
    assert read == (owner, Event.SCORED)
    mails.unsubscribe(*read)
    assert mails.wanted_by(owner).events == ["submission.failed", "submission.rejected"]
    scored_submission(generator=submission.generator)
    assert len(planned()) == 1


def test_nobody_else_is_mailed_and_nothing_without_a_mail_server(settings: LazySettings) -> None:
    generator = GeneratorFactory.create()
    Membership.objects.create(team=(team := Team.objects.create(name="Lab")), user=generator.owner, role=Role.OWNER)
    member = UserFactory.create()
    Membership.objects.create(team=team, user=member, role=Role.MEMBER)
    shared = GeneratorFactory.create(owner=generator.owner, team=team)
    transitions.fail(running_submission(generator=shared, submitted_by=member).pk, "It broke.")
    assert planned() == [(member.pk, "submission.failed")]
    Membership.objects.filter(user=member, team=team).delete()
    transitions.fail(running_submission(generator=shared, submitted_by=member).pk, "It broke.")
    assert planned()[1:] == [(generator.owner.pk, "submission.failed")]
    settings.EMAIL_HOST = ""
    transitions.fail(running_submission(generator=generator).pk, "It broke.")
    assert len(planned()) == 2


def test_a_release_is_mailed_on_request_with_ones_own_models_in_ones_language() -> None:
    first, second = (scored_submission(verdict) for verdict in (1, 2))
    Mail.objects.all().delete()
    wants(first.generator.owner, Event.RELEASE, language="zh-hans")
    wants(UserFactory.create(), *CHOOSABLE)
    publish(first, second)
    message = sent(Mail.objects.get())
    assert message.to == [first.generator.owner.email]
    assert "发布了新版本 1" in message.body
    assert f"{first.generator.name}：第 " in message.body
    assert second.generator.name not in message.body.splitlines()
    assert "/zh-hans/boards/" in message.body


@pytest.mark.parametrize("event", [*CHOOSABLE, Event.WEBHOOK_DISABLED])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_event_has_a_subject_and_sentences(event: Event, language: str) -> None:
    submission = scored_submission()
    user = wants(submission.generator.owner, *CHOOSABLE, language=language)
    webhook = webhook_of(user)
    data: dict[str, Any] = {"cause": "It broke.", "name": "Maple <&>", "suite": "demo/1"}
    data |= (
        {"board": "demo-1-en", "release": 3, "models": [PLACE, PLACE | {"rank_low": 2}]}
        if event is Event.RELEASE
        else {}
    )
    data |= {"submission": submission.pk, "scores": []} if event.startswith("submission") else {}
    outbox.plan_mails([user.pk], event, data | {"webhook": webhook.pk})
    message = sent(Mail.objects.order_by("-pk")[0])
    assert len(message.subject) > len("[salon.example.org] ") + 5
    assert "\n\n\n" not in message.body
    assert "&lt;" not in f"{message.subject} {message.body}"
    assert ("List-Unsubscribe" in message.extra_headers) == (event is not Event.WEBHOOK_DISABLED)


@pytest.mark.parametrize(
    ("event", "cause", "chinese"),
    [
        (
            Event.FAILED,
            "No picture could be generated. The first one failed with: 500 from the endpoint",
            "没有生成任何图片",
        ),
        (Event.WEBHOOK_DISABLED, deliveries.FAILED_FOR_DAYS, "天"),
    ],
)
def test_a_cause_is_in_the_readers_language(event: Event, cause: str, chinese: str) -> None:
    submission = scored_submission(label="guidance 4.5")
    user = wants(submission.generator.owner, *CHOOSABLE, language="zh-hans")
    about: dict[str, Any] = {"name": "Maple", "suite": "demo/1", "label": "guidance 4.5", "cause": cause, "scores": []}
    about |= {"submission": submission.pk} if event is Event.FAILED else {"webhook": webhook_of(user).pk}
    outbox.plan_mails([user.pk], event, about)
    body = sent(Mail.objects.order_by("-pk")[0]).body
    assert (chinese in body, cause in body) == (True, False)
    assert ("guidance 4.5" in body) == (event is Event.FAILED)


def test_a_disabled_webhook_is_mailed_to_those_who_can_enable_it() -> None:
    team = Team.objects.create(name="Lab")
    people = {role: UserFactory.create() for role in Role}
    for role, user in people.items():
        Membership.objects.create(team=team, user=user, role=role)
    webhook = webhook_of(team)
    webhooks.disable(webhook)
    webhooks.enable(webhook)
    assert planned() == []
    webhooks.disable(webhook, deliveries.GONE)
    assert {user for user, _ in planned()} == {people[Role.OWNER].pk, people[Role.MEMBER].pk}


class _Refusing(EmailMessage):
    code = 450

    def send(self, fail_silently: bool = False, *, using: str | None = None) -> int:
        raise SMTPRecipientsRefused({"a@example.org": (self.code, b"no")})


@pytest.mark.parametrize(("code", "outcome"), [(450, Sending.PENDING), (550, Sending.FAILED)])
def test_what_the_server_refuses_for_now_is_tried_again(
    code: int, outcome: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored_submission()
    monkeypatch.setattr(mails, "EmailMessage", _Refusing)
    monkeypatch.setattr(_Refusing, "code", code)
    mail = Mail.objects.get()
    send_mail(key=mail.pk)
    mail.refresh_from_db()
    assert (mail.outcome, mail.cause) == (outcome, "the mail server refuses the address")
    assert (mail.due_at > mail.created_at) == (outcome == Sending.PENDING)


def test_a_mail_that_nobody_sends_ends_and_is_forgotten_after_a_month() -> None:
    scored_submission()
    mail = Mail.objects.get()
    pass_time(mail, timedelta(days=3).total_seconds())
    assert sweeper.sweep()["mails ended"] == 1
    mail.refresh_from_db()
    assert (mail.outcome, "failure on our side" in mail.cause) == (Sending.FAILED, True)
    assert mails.forget_old() == 0
    Mail.objects.update(ended_at=Now() - timedelta(days=31))
    assert mails.forget_old() == 1


def test_links_of_others_are_not_accepted() -> None:
    assert mails.read_unsubscription("made-up") is None
    assert mails.read_unsubscription(mails.unsubscription(UserFactory.create().pk, Event.WEBHOOK_DISABLED)) is None
