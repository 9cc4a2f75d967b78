"""What authors and operators read while submissions wait, and what the API says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from leaderboard.models import Admission, JudgeServer, Submission, User
from leaderboard.models.clock import Now
from leaderboard.pipeline.admission.forecast import turn_of
from leaderboard.pipeline.submission.submit import submit_endpoint
from tests.factories import GeneratorFactory, UserFactory, load_demo_suite, load_pixel_profile
from tests.leaderboard.api.calls import client_of
from tests.leaderboard.pipeline.admission.test_admission import DEMO_CALLS
from tests.leaderboard.pipeline.runs import SPEC, reloaded
from tests.leaderboard.web.people import running_workers, signed_in

pytestmark = pytest.mark.django_db
PACE = 200.0


@pytest.fixture(autouse=True)
def two_slow_judges(settings: LazySettings) -> None:
    """Each answers 100 calls an hour; there is room for one submission at a time."""
    settings.SALON_ADMISSION_AHEAD_S = 60
    settings.SALON_QUOTA_SUBMISSIONS = 1000
    profile = load_pixel_profile()
    Admission.objects.create(judge_profile=profile, calls_an_hour=PACE / 2)
    for name in ("http://judge-1", "http://judge-2"):
        JudgeServer.objects.create(name=name, judge_profile=profile)


def submit(owner: User | None = None) -> Submission:
    generator = GeneratorFactory.create(owner=owner or UserFactory.create())
    return submit_endpoint(generator, load_demo_suite(), ["en"], SPEC)


def page(client: Client, address: str, status: int = 200) -> str:
    reply = client.get(address)
    assert reply.status_code == status
    return " ".join(reply.content.decode().split())


def test_the_turn_is_told_from_what_is_before_it_and_the_pace_of_the_judges() -> None:
    many = UserFactory.create()
    running, second, third = submit(many), submit(many), submit(many)
    other = submit()
    turn = turn_of(reloaded(third))
    assert turn is not None
    assert (turn.is_waiting, turn.submissions_before, turn.authors_before) == (True, 3, 2)
    assert (turn.calls_before, turn.judges, turn.calls_an_hour, turn.is_measured) == (3 * DEMO_CALLS, 2, PACE, True)
    assert turn.begins_in_s == pytest.approx(3 * DEMO_CALLS / PACE * 3600)
    assert turn.ends_in_s == pytest.approx(4 * DEMO_CALLS / PACE * 3600)
    places = [turn_of(reloaded(submission)) for submission in (running, other, second, third)]
    assert [place.submissions_before for place in places if place] == [0, 1, 2, 3]


def test_the_page_of_one_that_waits_says_how_long_and_why_and_asks_less_often() -> None:
    submit()
    waiting = submit()
    client = signed_in(waiting.generator.owner)
    text = page(client, f"/submissions/{waiting.pk}/")
    assert "Waiting for its turn" in text
    assert (
        "Place 2 in the queue. Judging starts in about 34 min and ends in about 1 h 08 min, rarely later than" in text
    )
    assert "(1 submission before yours, by 1 author; 2 judges, 200 judgements an hour)" in text
    assert 'hx-trigger="every 10s"' in text
    assert '<span class="badge badge--accent">waiting</span>' in page(client, "/submissions/")
    JudgeServer.objects.all().delete()
    assert "no judge is running at the moment (1 submission before yours, by 1 author)" in page(
        client, f"/submissions/{waiting.pk}/"
    )


def test_one_that_is_admitted_behind_others_says_when_it_is_judged(settings: LazySettings) -> None:
    settings.SALON_ADMISSION_AHEAD_S = 36_000
    submit()
    behind = submit()
    assert not reloaded(behind).is_waiting
    running_workers()
    assert "about 1 h 08 min" in page(signed_in(behind.generator.owner), f"/submissions/{behind.pk}/")


@pytest.mark.parametrize("address", ["/submissions/new/", "/submissions/new/endpoint/", "/submissions/new/bundle/"])
def test_the_forms_say_how_long_it_takes_before_anything_is_submitted(address: str, settings: LazySettings) -> None:
    load_demo_suite()
    client = signed_in(GeneratorFactory.create().owner)
    assert "what you submit now starts immediately" in page(client, address)
    submit()
    assert "starts in about 34 min, or sooner for a small suite (1 submission before yours" in page(client, address)
    settings.SALON_ADMISSION_LONG_WAIT_S = 60
    assert "Many submissions are waiting" in page(client, address)
    JudgeServer.objects.update(seen_at=Now() - timedelta(minutes=5))
    assert "No judge is running at the moment" in page(client, address)


def test_the_api_tells_the_turn() -> None:
    submit()
    waiting = submit()
    turn = client_of(waiting.generator.owner).get(f"/api/v1/submissions/{waiting.pk}").json()["turn"]
    assert (turn["is_waiting"], turn["submissions_before"], turn["judges"]) == (True, 1, 2)
    assert turn["begins_in_s"] == pytest.approx(DEMO_CALLS / PACE * 3600)


def test_operators_see_who_waits_and_when_all_is_judged() -> None:
    many = UserFactory.create(email="many@example.org")
    for _ in range(3):
        submit(many)
    submit(UserFactory.create(email="one@example.org"))
    text = page(signed_in(UserFactory.create(is_staff=True)), "/operations/")
    assert "Admission: pixel-baseline v3" in text
    assert "3 submissions, 339 judge calls" in text
    assert "2 (200 calls per hour in total)" in text
    assert "about 2 h 16 min" in text
    assert text.index("one@example.org") < text.index("many@example.org"), "in the order of their next turns"
