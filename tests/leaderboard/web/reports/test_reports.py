"""Visitors report without an account or a script; operators decide in one step, and nobody else sees the queue."""

from __future__ import annotations

from datetime import timedelta

import limits
import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from leaderboard.models import AuditEntry, GeneratedImage, Report, ReportState, User
from leaderboard.models.clock import Now
from leaderboard.observe.figures import moderation as figures
from leaderboard.pipeline.administration.reports import forget_addresses
from leaderboard.queries.reports import open_groups
from leaderboard.web.reports import limit
from tests.factories import UserFactory, publish, scored_submission
from tests.leaderboard.pipeline.runs import reloaded
from tests.leaderboard.web.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = {"kind": "personal", "text": "This is my face.", "mail": "me@example.org", "website": ""}


@pytest.fixture
def image() -> GeneratedImage:
    submission = scored_submission()
    publish(submission)
    return submission.images.order_by("pk")[0]


@pytest.fixture
def operator() -> User:
    return UserFactory.create(is_staff=True)


def send(about: str, **values: str) -> int:
    return Client(enforce_csrf_checks=False).post(f"/{about}/report/", GIVEN | values).status_code


def test_a_report_arrives_with_its_deadline(image: GeneratedImage) -> None:
    page = Client().get(f"/images/{image.pk}/")
    assert f'href="/images/{image.pk}/report/"' in page.content.decode()
    form = Client().get(f"/images/{image.pk}/report/").content.decode()
    assert "csrfmiddlewaretoken" in form
    assert send(f"images/{image.pk}") == 302
    report = Report.objects.get()
    assert (report.image, report.generator, report.kind, report.mail) == (
        image,
        image.submission.generator,
        "personal",
        "me@example.org",
    )
    assert report.deadline_at - report.created_at == timedelta(hours=72)


def test_it_needs_the_token_that_the_form_has(image: GeneratedImage) -> None:
    assert Client(enforce_csrf_checks=True).post(f"/images/{image.pk}/report/", GIVEN).status_code == 403


def test_a_program_that_fills_in_everything_is_not_taken_in_and_does_not_learn_it(image: GeneratedImage) -> None:
    assert send(f"images/{image.pk}", website="https://spam.example.org") == 302
    assert not Report.objects.exists()


def test_what_is_missing_is_said_and_too_much_is_refused(
    image: GeneratedImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = Client().post(f"/images/{image.pk}/report/", {"kind": "", "text": "", "mail": "nobody"})
    page = reply.content.decode()
    assert reply.status_code == 400
    assert "Choose what fits best" in page
    assert "help the operators decide" in page
    monkeypatch.setattr(limit, "PER_NETWORK", limits.parse("2/hour"))
    address = f"models/{image.submission.generator_id}"
    assert [send(address) for _ in range(3)] == [302, 302, 429]


def test_only_what_is_public_can_be_reported(image: GeneratedImage) -> None:
    private = scored_submission()
    assert send(f"images/{private.images.order_by('pk')[0].pk}") == 404
    assert send(f"models/{private.generator_id}") == 404


def test_reports_on_the_same_thing_are_one_group_and_one_mail(image: GeneratedImage, settings: LazySettings) -> None:
    settings.SALON_REPORT_MAIL, settings.SALON_SITE_URL = ["team@example.org"], "https://salon.example.org"
    for kind in ("personal", "illegal"):
        send(f"images/{image.pk}", kind=kind)
    send(f"models/{image.submission.generator_id}", kind="model")
    assert [(len(group.reports), group.kinds) for group in open_groups()] == [
        (2, ["personal", "illegal"]),
        (1, ["model"]),
    ]
    assert [message.to for message in mail.outbox] == [["team@example.org"]] * 2
    first = Report.objects.order_by("pk")[0]
    assert f"https://salon.example.org/operations/reports/{first.pk}/" in mail.outbox[0].body
    assert "face" not in mail.outbox[0].body


def decide(operator: User, report: Report, **values: object) -> str:
    given = {"reason": "It shows a private person.", "state": "resolved", **values}
    reply = signed_in(operator).post(f"/operations/reports/{report.pk}/", given, follow=True)
    return reply.content.decode()


def test_an_operator_hides_excludes_and_resolves_in_one_step(image: GeneratedImage, operator: User) -> None:
    for _ in range(2):
        send(f"images/{image.pk}")
    report = Report.objects.order_by("pk")[0]
    page = signed_in(operator).get(f"/operations/reports/{report.pk}/").content.decode()
    assert "This is my face." in page
    assert "picture.hide" in page
    assert "picture.show" not in page
    decide(operator, report, actions=["picture.hide", "picture.exclude"])
    changed = GeneratedImage.objects.get(pk=image.pk)
    assert changed.hidden_reason == changed.excluded_reason == "It shows a private person."
    closed = Report.objects.all()
    assert {(one.state, one.closed_by) for one in closed} == {(ReportState.RESOLVED, operator.email)}
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["picture.hide", "picture.exclude", "report.resolve"]
    assert "already decided about it" in decide(operator, report)
    assert "It shows a private person." in signed_in(operator).get("/operations/reports/").content.decode()


def test_a_decision_is_carried_out_as_a_whole_or_not_at_all(image: GeneratedImage, operator: User) -> None:
    send(f"images/{image.pk}")
    report = Report.objects.get()
    assert "Nothing was chosen" in decide(operator, report, actions=[], state="")
    decide(operator, report, actions=["account.ban"], unlist="on")
    generator = reloaded(image.submission).generator
    assert (generator.owner.is_active, generator.unlisted_at is None) == (False, False)
    assert "Nothing was done" in decide(operator, report, actions=["account.unban"], state="dismissed")
    assert reloaded(image.submission).generator.owner.is_active is False
    decide(operator, report, actions=["account.unban"], state="")
    assert reloaded(image.submission).generator.unlisted_at is None


def test_strangers_and_authors_see_no_queue(image: GeneratedImage, operator: User) -> None:
    send(f"images/{image.pk}")
    report = Report.objects.get()
    for address in ("/operations/reports/", f"/operations/reports/{report.pk}/"):
        assert Client().get(address).status_code == 404
        assert signed_in(image.submission.generator.owner).get(address).status_code == 404
        assert signed_in(operator).get(address).status_code == 200
    assert "1 report is open" in signed_in(operator).get("/operations/").content.decode()


def test_monitoring_sees_what_is_open_and_late(image: GeneratedImage) -> None:
    send(f"images/{image.pk}")
    Report.objects.update(deadline_at=Now() - timedelta(hours=1))
    waiting, late = figures.reports()
    assert {sample.labels["kind"]: sample.value for sample in waiting.samples}["personal"] == 1
    assert late.samples[0].value == pytest.approx(3600, abs=60)


def test_addresses_are_forgotten_some_time_after_the_decision(image: GeneratedImage, operator: User) -> None:
    send(f"images/{image.pk}")
    decide(operator, Report.objects.get(), state="dismissed")
    assert forget_addresses() == 0
    Report.objects.update(closed_at=Now() - timedelta(days=91))
    assert (forget_addresses(), Report.objects.get().mail) == (1, "")
