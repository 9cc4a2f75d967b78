"""Actions on their way from a list or a row, over the page that asks for the reason, to the rows and the log."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from leaderboard.models import AuditEntry, QuotaEntry, Submission, User
from leaderboard.models.clock import Now
from leaderboard.web.administration import confirming
from tests.factories import UserFactory, running_submission
from tests.leaderboard.web.markup import Markup
from tests.leaderboard.web.people import signed_in

REFUND = reverse("admin:leaderboard_submission_act", args=["refund"])
LIST = reverse("admin:leaderboard_submission_changelist")


@pytest.fixture
def anna(db: None) -> User:
    return UserFactory.create(email="anna@example.org", is_staff=True)


@pytest.fixture
def operator(anna: User) -> Client:
    return signed_in(anna)


def text_of(response: Any) -> str:
    """The text of a page as it is read, in one line."""
    return " ".join("".join(text for text, _ in Markup(response.content.decode()).texts).split())


def paid_submission() -> Submission:
    submission = running_submission()
    QuotaEntry.objects.create(user=submission.generator.owner, submission=submission, debited_at=Now())
    return submission


def refunded() -> set[int]:
    return set(QuotaEntry.objects.filter(refunded_at__isnull=False).values_list("submission", flat=True))


def test_an_action_is_offered_on_the_row_while_it_is_possible(operator: Client) -> None:
    submission = paid_submission()
    page = reverse("admin:leaderboard_submission_change", args=[submission.pk])
    link = f"{REFUND}?pk={submission.pk}"
    assert link in operator.get(page).content.decode()
    asked = operator.get(link)
    assert "gets back the submission debited" in text_of(asked)
    assert refunded() == set()
    done = operator.post(REFUND, {"pk": submission.pk, "reason": "our judge was away"}, follow=True)
    assert done.redirect_chain == [(page, 302)]
    assert f"“submission {submission.pk}”: its quota was refunded" in text_of(done)
    assert link not in done.content.decode()
    assert refunded() == {submission.pk}


def test_the_log_has_who_what_and_why(operator: Client, anna: User) -> None:
    submission = paid_submission()
    operator.post(REFUND, {"pk": submission.pk, "reason": "our judge was away"})
    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.action, entry.target_id) == (anna.pk, "submission.refund", str(submission.pk))
    assert entry.reason == "our judge was away"
    log = operator.get(
        reverse("admin:leaderboard_auditentry_changelist"),
        {"target_kind": "submission", "target_id": str(submission.pk)},
    )
    assert "our judge was away" in text_of(log)
    assert "anna@example.org" in text_of(operator.get(reverse("admin:index")))


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "x" * 2001])
def test_without_a_reason_nothing_happens_and_the_page_asks_again(operator: Client, reason: str) -> None:
    submission = paid_submission()
    operator.post(REFUND, {"pk": submission.pk, "reason": reason})
    assert refunded() == set()
    assert not AuditEntry.objects.exists()


def test_several_rows_of_a_list_are_asked_about_once_and_each_is_reported(operator: Client) -> None:
    first, second, free = paid_submission(), paid_submission(), running_submission()
    chosen = [first.pk, second.pk, free.pk]
    asked = operator.post(LIST, {"action": "refund", "_selected_action": chosen})
    assert "Possible for 2 of 3 submissions" in text_of(asked)
    assert f"submission {free.pk}: not possible: It cost its author nothing." in text_of(asked)
    done = operator.post(REFUND, {"pk": chosen, "reason": "our judge was away"}, follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    assert f"“submission {free.pk}”: not done. It cost its author nothing." in text_of(done)
    assert refunded() == {first.pk, second.pk}
    assert AuditEntry.objects.count() == 2


def test_too_many_rows_at_once_are_refused(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "MOST_AT_ONCE", 1)
    chosen = [paid_submission().pk, paid_submission().pk]
    for address, values in (
        (LIST, {"action": "refund", "_selected_action": chosen}),
        (REFUND, {"pk": chosen, "reason": "our judge was away"}),
    ):
        response = operator.post(address, values, follow=True)
        assert "Choose between 1 and 1 submissions at a time." in text_of(response)
    assert refunded() == set()


@pytest.mark.parametrize("key", ["", "x", "9" * 30, "-1", "1 OR 1=1"])
def test_a_key_that_is_none_chooses_nothing(operator: Client, key: str) -> None:
    for response in (operator.get(REFUND, {"pk": key}), operator.post(REFUND, {"pk": key, "reason": "a"})):
        assert response.headers["Location"] == LIST


def test_an_unknown_action_is_not_found(operator: Client) -> None:
    assert operator.get(reverse("admin:leaderboard_submission_act", args=["explode"])).status_code == 404


def test_an_author_cannot_act(db: None) -> None:
    submission = paid_submission()
    author = signed_in(submission.generator.owner)
    assert author.post(REFUND, {"pk": submission.pk, "reason": "please"}).status_code in (302, 403)
    assert refunded() == set()


def test_a_page_of_another_site_cannot_act_in_an_operators_name(anna: User) -> None:
    submission = paid_submission()
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    assert client.post(REFUND, {"pk": submission.pk, "reason": "a"}).status_code == 403
    assert refunded() == set()
