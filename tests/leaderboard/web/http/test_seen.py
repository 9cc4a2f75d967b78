"""Operators see private submissions as their authors do, and every address that shows one is logged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from leaderboard.models import AuditEntry, BundleRun, Evidence, Kind, Submission, User
from leaderboard.pipeline.accounts import create_token
from leaderboard.pipeline.administration import judgements
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.submission.visibility import make_public, withdraw
from leaderboard.queries.operators import READ_BY_AUTHORS
from leaderboard.web.words.labels import OPERATORS_DID
from tests.factories import UserFactory, scored_submission
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import give_picture
from tests.leaderboard.web.people import signed_in

pytestmark = pytest.mark.django_db
NOTICE = "You see this page as an operator, and the visit is logged."
PAGES = ("submission", "submission-images", "submission-breakdown", "image")


@pytest.fixture
def anna() -> User:
    return UserFactory.create(email="anna@example.org", is_staff=True)


@pytest.fixture
def private() -> Submission:
    """A private submission that has everything that can be shown."""
    submission = scored_submission(kind=Kind.BUNDLE)
    BundleRun.objects.create(submission=submission, file_name="a.zip", byte_size=1, report={"faults": []})
    give_picture(submission.images.order_by("id")[0], png(1))
    return submission


_ACTIONS = {
    *("submission-publish", "submission-withdraw", "submission-delete-files", "report-image"),  # they take POST
    # Only for its author; operators have actions of their own.
    *("submission-cancel", "submission-annotation", "submission-missing", "submission-rejudge"),
}


def addresses(submission: Submission) -> dict[str, str]:
    """Every address with a submission's or a picture's number that can be read: pages, files and the API."""
    image = submission.images.order_by("id")[0]
    numbers = {"submission_id": submission.pk, "image_id": image.pk}
    found = {
        name: reverse(name, kwargs={key: numbers[key] for key in keys})
        for name, keys in _named(get_resolver())
        if keys and keys <= numbers.keys() and name not in _ACTIONS
    }
    api = ("submissions/{0}", "submissions/{0}/scores", "submissions/{0}/images", "submissions/{0}/judgements")
    found |= {path: f"/api/v1/{path.format(submission.pk)}" for path in api}
    return found | {path: f"/api/v1/{path.format(image.pk)}" for path in ("images/{0}", "images/{0}/judgements")}


def _named(resolver: Any) -> list[tuple[str, frozenset[str]]]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace is None:
            found += _named(entry)
        elif isinstance(entry, URLPattern) and entry.name:
            found.append((entry.name, frozenset(entry.pattern.converters)))
    return found


def test_every_address_of_a_private_submission_is_shown_to_operators_and_logged(
    anna: User, private: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leaderboard.pipeline.administration.audit.ONE_VIEW_PER", timedelta(0))
    browser, program = signed_in(anna), Client(headers={"Authorization": f"Bearer {create_token(anna, 'mine')[1]}"})
    asked = addresses(private)
    assert len(asked) >= 17
    for name, address in asked.items():
        entries = AuditEntry.objects.count()
        reply = (program if address.startswith("/api/") else browser).get(address)
        assert reply.status_code == (302 if name == "submission-progress" else 200), name
        assert AuditEntry.objects.count() == entries + 1, name
        if name in PAGES:
            assert NOTICE in reply.content.decode()
    first = AuditEntry.objects.order_by("id")[0]
    assert (first.actor, first.action, first.target_id) == (anna.email, "submission.view", str(private.pk))


def test_within_an_hour_a_submission_is_logged_once(anna: User, private: Submission) -> None:
    browser = signed_in(anna)
    for name in PAGES:
        browser.get(addresses(private)[name])
    assert AuditEntry.objects.count() == 1


def test_nobody_else_sees_it_and_its_author_is_not_logged(private: Submission) -> None:
    others = (Client(), signed_in(UserFactory.create()))
    for name, address in addresses(private).items():
        for other in others:
            assert other.get(address).status_code in (302, 401, 404), name
    author = signed_in(private.generator.owner)
    for name in PAGES:
        assert NOTICE not in author.get(addresses(private)[name]).content.decode()
    assert not AuditEntry.objects.exists()


def test_what_is_public_is_not_logged_until_it_is_withdrawn(anna: User, private: Submission) -> None:
    make_public(private)
    browser = signed_in(anna)
    for name in PAGES:
        assert NOTICE not in browser.get(addresses(private)[name]).content.decode()
    assert not AuditEntry.objects.exists()
    withdraw(private)
    Evidence.objects.get_or_create(submission=private, defaults={"sha256": "0" * 64, "byte_size": 1, "hidden": False})
    assert NOTICE in browser.get(addresses(private)["image"]).content.decode()
    assert AuditEntry.objects.count() == 1


def test_an_operators_own_submission_is_not_logged(private: Submission) -> None:
    owner = private.generator.owner
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    assert signed_in(owner).get(addresses(private)["submission"]).status_code == 200
    assert not AuditEntry.objects.exists()


def test_operators_cannot_decide_for_the_author(anna: User, private: Submission) -> None:
    for name in ("submission-publish", "submission-withdraw"):
        assert signed_in(anna).post(reverse(name, args=[private.pk])).status_code == 404
    page = signed_in(anna).get(addresses(private)["submission"]).content.decode()
    assert reverse("submission-publish", args=[private.pk]) not in page


def test_each_action_that_authors_read_has_words_for_them() -> None:
    assert set(OPERATORS_DID) == set(READ_BY_AUTHORS)


def test_the_author_reads_what_operators_did_and_why_but_not_who(anna: User) -> None:
    submission = scored_submission()
    judgements.rejudge(submission, actor=Actor.of(anna), reason="The judge <b>lied</b>.", everything=True)
    page = signed_in(submission.generator.owner).get(reverse("submission", args=[submission.pk])).content.decode()
    assert "repeated judge calls" in page
    assert "The judge &lt;b&gt;lied&lt;/b&gt;." in page
    assert anna.email not in page
