"""The first sentence of the operators' page, and its tables of stages, storage and errors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leaderboard.domain.stages import Stage
from leaderboard.files import condition
from leaderboard.models import AlertKind, Judgement, JudgeServer, Submission, Worker
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration import submissions
from leaderboard.pipeline.work import alerts, queue
from leaderboard.pipeline.work.workers import BEAT, WEB
from leaderboard.web.judges import state
from tests.factories import UserFactory, load_pixel_profile, running_submission, scored_submission
from tests.leaderboard.pipeline.administration.acting import WHY
from tests.leaderboard.pipeline.runs import endpoint_submission, fail_call, judging_submission
from tests.leaderboard.web.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Client:
    return signed_in(UserFactory.create(is_staff=True))


@pytest.fixture
def _complete_site() -> None:
    """All programs have reported themselves, and a judge is at work."""
    for name in (*set(queue.QUEUES.values()), WEB, BEAT):
        Worker.objects.create(name=f"{name}@machine", clock_ahead_s=0.0)
    JudgeServer.objects.create(name="judge:1", judge_profile=load_pixel_profile())


def page(operator: Client) -> str:
    return operator.get(reverse("operations")).content.decode()


@pytest.mark.usefixtures("_complete_site")
def test_everything_is_all_right(operator: Client) -> None:
    judging_submission()
    assert "Everything works." in page(operator)


@pytest.mark.usefixtures("_complete_site")
def test_what_is_wrong_is_counted_and_leads_to_where_the_page_says_more(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = endpoint_submission(pictures=1)
    fail_call(failing.images.get(), "503 from the endpoint")
    alerts.raise_alert(AlertKind.FILE, "our storage has lost images/aa/aaaa", "images/aa/aaaa")
    JudgeServer.objects.create(name="judge:2", judge_profile=load_pixel_profile(), refusal="another model")
    neglected = running_submission(stage=Stage.SCORING)
    Submission.objects.filter(pk=neglected.pk).update(due_at=Now() - timedelta(minutes=6))
    Worker.objects.filter(name__startswith=BEAT).delete()
    monkeypatch.setattr(state, "storage_fault", lambda: "full")
    text = page(operator)
    for said, anchor in (
        ("No files can be stored.", "storage"),
        ("1 fault on our side is ongoing.", "alerts"),
        ("1 program is missing.", "missing-programs"),
        ("1 judge receives no work.", "judges"),
        ("No worker takes the work of 1 stage.", "stages"),
        ("2 submissions are waiting.", "stuck"),
    ):
        assert f'<a href="#{anchor}">{said}</a>' in text
        assert f'id="{anchor}"' in text
    assert "6 things need you:" in text
    assert f"{reverse('admin:leaderboard_submission_act', args=['try-now'])}?pk={failing.pk}" in text
    assert "503 from the endpoint" in text


def test_without_any_judge_the_page_says_so(operator: Client) -> None:
    assert '<a href="#judges">No judge is at work.</a>' in page(operator)


@pytest.mark.usefixtures("_complete_site")
def test_the_stages_tell_what_is_due_and_how_long_and_who_is_there(operator: Client) -> None:
    submission = judging_submission(pictures=2)
    submission.judgings.update(due_at=Now() - timedelta(minutes=150))
    Worker.objects.create(name="judging@gone", clock_ahead_s=0.0)
    Worker.objects.filter(name="judging@gone").update(seen_at=Now() - timedelta(minutes=3))
    lines = {str(line.label): line for line in state.stage_lines(list(Worker.objects.all()))}
    judging = lines["Judging"]
    assert (judging.due, judging.held, judging.oldest, judging.workers) == (2, 0, "2\xa0hours", 1)
    assert not judging.neglected  # the judges may be busy
    assert len(lines) == 9


def test_errors_of_late_and_what_operators_did_are_listed(operator: Client) -> None:
    scored_submission()
    Judgement.objects.filter(pk__in=Judgement.objects.values("pk")[:2]).update(
        status="malformed", verdicts=[], server="judge:1"
    )
    cancelled = running_submission()
    submissions.cancel(cancelled, **WHY)
    text = page(operator)
    assert "2 unreadable" in text
    assert "judge:1" in text
    assert "our judge was away" in text
    assert 'id="failed"' not in text  # a cancelled one is no error


@pytest.mark.usefixtures("_complete_site")
def test_the_page_takes_the_same_queries_for_one_and_for_many(operator: Client) -> None:
    def another() -> None:
        fail_call(endpoint_submission(pictures=1).images.get(), "503 from the endpoint")
        scored_submission()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(operator)
        return len(captured)

    another()
    condition.storage_fault()
    queries()  # sizes of stored files are remembered
    once = queries()
    another()
    another()
    assert queries() == once
