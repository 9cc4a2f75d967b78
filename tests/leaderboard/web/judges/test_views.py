"""The pages of judge profiles, their noise floor, and the operators' page."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from leaderboard.domain.judging.announcement import Announcement, JudgeState
from leaderboard.domain.judging.check import NO_KEY, CheckItem
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL
from leaderboard.domain.scoring.repeatability import Round
from leaderboard.models import (
    AlertKind,
    AnnouncedJudge,
    Board,
    JudgeIncident,
    JudgeProfile,
    JudgeServer,
    Outcome,
    SweepFailure,
    Worker,
)
from leaderboard.pipeline.judging import announcements, incidents, repeatability, watch
from leaderboard.pipeline.judging.repeatability import Measured
from leaderboard.pipeline.publishing import publish as publishing
from leaderboard.pipeline.submission.visibility import make_public
from leaderboard.pipeline.work import alerts, quota, transitions
from tests.factories import UserFactory, load_pixel_profile, running_submission, scored_submission
from tests.leaderboard.pipeline.judging.test_rejudging import scored_with_missing
from tests.leaderboard.pipeline.runs import judging_submission, reloaded

pytestmark = pytest.mark.django_db
PROFILE = "/judges/pixel-baseline/3/"
NOISE = FacetPath("Quality", "Detail", "Noise")
EDGES = FacetPath("Quality", "Detail", "Edge Clarity")


@pytest.fixture
def profile() -> JudgeProfile:
    return load_pixel_profile()


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(UserFactory.create(is_staff=True))
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    reply: Any = client.get(address)
    assert reply.status_code == status
    return str(reply.content.decode())


def measured(profile: JudgeProfile) -> None:
    """Two pictures, of which one verdict flips where many calls are in flight."""
    judging_submission(pictures=2)
    alone: Round = [{NOISE: 2, EDGES: 1}, {NOISE: 2}]
    together: Round = [{NOISE: 1, EDGES: 1}, {NOISE: 2}]
    found = Measured("the judge", 32, [alone, alone], [together, together], calls=8, missing=0)
    repeatability.record(profile, repeatability.choose_pictures(profile, 2), found, canary_pictures=1)


def test_the_list_leads_to_every_profile_and_says_what_it_is_good_for(client: Client, profile: JudgeProfile) -> None:
    text = text_of(client, "/judges/")
    assert PROFILE in text
    assert "not comparable with Q-Judger" in text


def test_without_a_profile_the_list_says_who_loads_them(client: Client) -> None:
    assert "No profile yet" in text_of(client, "/judges/")


def test_a_profiles_page_shows_all_that_is_pinned_and_its_seal(client: Client, profile: JudgeProfile) -> None:
    text = text_of(client, PROFILE)
    for pinned in ("salon/pixel-baseline", "salon-standin 1", "salon v1", "1024 × 1024", "seed 42", profile.sha256):
        assert pinned in text
    assert "Not measured yet" in text


def test_the_download_is_what_the_seal_was_taken_over(client: Client, profile: JudgeProfile) -> None:
    content = client.get(f"{PROFILE}profile.json").content
    assert hashlib.sha256(content).hexdigest() == profile.sha256


def test_the_noise_floor_is_shown_by_kind_score_and_facet(client: Client, profile: JudgeProfile) -> None:
    measured(profile)
    text = text_of(client, PROFILE)
    assert "2 stored pictures were judged 2 times" in text
    assert "one call at a time compared with 32 in flight" in text
    assert "33.3%" in text  # one of three verdicts flipped between the kinds
    assert "50.0%" in text  # of the facet Noise every second one
    assert "1 facet never flipped" in text


@pytest.mark.parametrize("address", ["/judges/nobody/1/", "/judges/pixel-baseline/9/", "/judges/nobody/1/profile.json"])
def test_an_unknown_profile_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_operators_page_exists_for_staff_only(client: Client, *, signed_in: bool) -> None:
    if signed_in:
        client.force_login(UserFactory.create())
    text_of(client, "/operations/", 404)
    # A page that is the same for everyone holds the link, but shows it to no one without the operators' mark.
    assert re.findall(r'<li([^>]*)><a href="/operations/"', text_of(client, "/")) == [' data-for="operator" hidden']


def test_operators_see_why_a_judge_gets_no_work(operator: Client, profile: JudgeProfile) -> None:
    wrong = CheckItem("engine", ok=False, found="vllm 0.31.0", advice="0.32.0 is expected")
    watch.record_look("http://gpu-1:8000", profile.sha256, [wrong], "the judge does not match the profile")
    watch.record_look("http://gpu-2:8000", profile.sha256, [], "")
    watch.record_canary("http://gpu-2:8000", profile, {OVERALL: 40.0}, ["overall is 40.0 (expected 61.0 ± 3.0)"])
    text = text_of(operator, "/operations/")
    assert text.count("receives no work") == 2
    assert "vllm 0.31.0 — 0.32.0 is expected" in text
    assert "overall is 40.0 (expected 61.0 ± 3.0)" in text
    assert "manage.py judge repeatability pixel-baseline" in text


def announced(profile_sha256: str, **changes: Any) -> AnnouncedJudge:
    judge = Announcement(
        address="http://gpu-3:8000",
        profile="pixel-baseline v3",
        profile_sha256=profile_sha256,
        node="gpu-3",
        slots=64,
        engine_version="1",
        state=JudgeState.SERVING,
    )
    announcements.announce(uuid4(), [replace(judge, **changes)])
    return AnnouncedJudge.objects.get()


def test_operators_see_the_judges_that_nodes_announce(operator: Client, profile: JudgeProfile) -> None:
    judge = announced("f" * 64, state=JudgeState.RESTARTING, cause="it was ended by SIGKILL")
    text = text_of(operator, "/operations/")
    for said in (judge.address, "restarting", "it was ended by SIGKILL", "The site does not have this profile"):
        assert said in text
    announced(profile.sha256, state=JudgeState.DRAINING)
    text = text_of(operator, "/operations/")
    assert "draining" in text
    assert "The site does not have this profile" not in text
    AnnouncedJudge.objects.update(seen_at=timezone.now() - timedelta(seconds=20))
    assert "silent" in text_of(operator, "/operations/")


def test_operators_see_that_an_engine_changed_and_that_a_judge_has_no_key(
    operator: Client, profile: JudgeProfile
) -> None:
    watch.record_look("http://gpu-3:8000", profile.sha256, [NO_KEY], "")
    for version in ("0.32.0", "0.32.0", "0.33.0"):
        watch.record_engine("http://gpu-3:8000", profile.sha256, version)
    text = text_of(operator, "/operations/")
    assert "before: 0.32.0" in text
    assert "http://gpu-3:8000: the judge answers without a key" in text
    JudgeServer.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert "not on any worker's list" in text_of(operator, "/operations/")


def test_everybody_sees_how_many_judges_work_and_nobody_where(client: Client, profile: JudgeProfile) -> None:
    page = f"{PROFILE}servers/"
    assert page in text_of(client, PROFILE)
    assert "No judge server uses this profile" in text_of(client, page)
    announced(profile.sha256)
    watch.record_look("http://gpu-3:8000", profile.sha256, [], "")
    watch.record_look("http://gpu-4:8000", profile.sha256, [], "it differs")
    watch.record_engine("http://gpu-3:8000", profile.sha256, "0.32.0")
    Worker.objects.create(name="judging@here", clock_ahead_s=0, judge_calls={"http://gpu-3:8000": 7})
    text = text_of(client, page)
    for said in ("1; 1 receives no work at the moment", "0.32.0", "7 (places: 64)"):
        assert said in text
    assert "gpu-3" not in text
    watch.note_left("http://gpu-3:8000", profile.sha256)
    assert "0; 1 receives no work at the moment" in text_of(client, page)
    watch.attend("http://gpu-3:8000", profile.sha256)  # another worker still has it on its list
    assert "1; 1 receives no work at the moment" in text_of(client, page)
    part = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def test_operators_see_the_workers_and_whose_clock_is_off(operator: Client) -> None:
    assert "No worker has reported" in text_of(operator, "/operations/")
    Worker.objects.create(name="judging@right", clock_ahead_s=0.2)
    assert "The clock of" not in text_of(operator, "/operations/")
    Worker.objects.create(name="judging@wrong", clock_ahead_s=-3600.04)
    text = text_of(operator, "/operations/")
    assert "The clock of judging@wrong differs from the database's by -3600.0 s" in text
    assert "judging@right" in text


def test_operators_see_which_programs_are_missing(operator: Client) -> None:
    text = text_of(operator, "/operations/")
    assert "no worker of the queue judging is running: start python -m leaderboard.programs worker judging" in text
    Worker.objects.create(name="judging@here", clock_ahead_s=0)
    text = text_of(operator, "/operations/")
    assert ("worker judging" in text, "beat is not running" in text) == (False, True)


def test_a_judge_at_work_is_shown_as_such_and_an_empty_page_says_what_comes(
    operator: Client, profile: JudgeProfile
) -> None:
    assert "No judge has been checked yet" in text_of(operator, "/operations/")
    measured(profile)
    watch.record_look("http://gpu-1:8000", profile.sha256, [], "")
    text = text_of(operator, "/operations/")
    assert "at work" in text
    assert "has never been measured" not in text
    assert JudgeServer.objects.get().drift == ""


def test_operators_see_each_release_that_is_due_with_its_cause_and_whether_it_is_late(operator: Client) -> None:
    assert "Due releases" not in text_of(operator, "/operations/")
    make_public(scored_submission())
    text = text_of(operator, "/operations/")
    assert "Due releases" in text
    assert "waiting for a worker" in text
    assert ">late<" not in text
    Board.objects.update(cause="OSError: no space left", attempt=7, deadline_at=timezone.now())
    text = text_of(operator, "/operations/")
    assert "The last attempt failed: OSError: no space left" in text
    assert '<span class="badge badge--bad">late</span>' in text
    assert publishing.claim_board(Board.objects.get().pk) is not None
    assert "being published" in text_of(operator, "/operations/")


def test_operators_see_what_the_sweeper_could_not_do(operator: Client) -> None:
    SweepFailure.objects.create(
        step="overdue",
        row="submission 17",
        cause="OperationalError: canceling statement",
        attempt=3,
        failed_at=timezone.now(),
        due_at=timezone.now(),
    )
    text = text_of(operator, "/operations/")
    assert "overdue: submission 17" in text
    assert "OperationalError: canceling statement" in text


def test_operators_see_the_state_of_each_judges_circuit_breaker(operator: Client, profile: JudgeProfile) -> None:
    watch.record_look("http://gpu-1:8000", profile.sha256, [], "500 from the judge")
    assert "last opened because: 500 from the judge" in text_of(operator, "/operations/")
    opened = JudgeServer.objects.get()
    assert opened.breaker == "open"
    watch.begin_trial("http://gpu-1:8000", profile.sha256)
    assert "half-open: a trial call is under way" in text_of(operator, "/operations/")
    watch.record_look("http://gpu-1:8000", profile.sha256, [], "500 from the judge")
    assert JudgeServer.objects.get().breaker_since == opened.breaker_since
    watch.record_look("http://gpu-1:8000", profile.sha256, [], "")
    closed = JudgeServer.objects.get()
    assert (closed.breaker, closed.breaker_cause) == ("closed", "500 from the judge")
    assert closed.breaker_since > opened.breaker_since


def test_operators_see_a_collapse_and_which_public_submissions_it_concerns(
    operator: Client, profile: JudgeProfile
) -> None:
    incidents.record_collapse("http://gpu-1:8000", profile.sha256, "the same verdicts for all pictures", 60)
    JudgeIncident.objects.update(judgements=12, public_submissions=[17])
    text = text_of(operator, "/operations/")
    assert "The judge http://gpu-1:8000 collapsed" in text
    assert "the same verdicts for all pictures" in text
    assert "/submissions/17/" in text
    incidents.end("http://gpu-1:8000", profile.sha256)
    assert "receives no work until" not in text_of(operator, "/operations/")


def test_operators_get_to_the_action_that_makes_missing_judgements_again(operator: Client) -> None:
    submission = scored_with_missing()
    address = f"/admin/leaderboard/submission/act/rejudge/?pk={submission.pk}"
    assert address in text_of(operator, "/operations/")
    assert "judgements have no verdicts" in text_of(operator, address)
    operator.post(address, {"pk": submission.pk, "reason": "the judge is repaired"})
    assert reloaded(submission).outcome == Outcome.RUNNING
    assert address not in text_of(operator, "/operations/")


def test_calls_that_were_never_made_count_as_missing(operator: Client) -> None:
    submission = judging_submission(pictures=2)
    planned = sum(len(row.dimensions) for row in submission.judgings.all())
    transitions.fail(submission.pk, "a picture was lost", our_fault=True)
    text = text_of(operator, "/operations/")
    assert f'<td class="num">{planned}</td>' in text
    assert f"/admin/leaderboard/submission/act/retry/?pk={submission.pk}" in text


def test_operators_see_lasting_faults_of_ours_and_what_ended_through_them(operator: Client) -> None:
    assert "Faults on our side" not in text_of(operator, "/operations/")
    submission = running_submission()
    with transaction.atomic():
        quota.debit(submission, submission.generator.owner)
    transitions.fail(submission.pk, "A picture is lost.", our_fault=True)
    alerts.raise_alert(AlertKind.STORAGE, "Our storage is full.")
    alerts.raise_alert(AlertKind.FILE, "our storage has lost images/aa/aaaa", "images/aa/aaaa")
    text = text_of(operator, "/operations/")
    assert "Our storage is full." in text
    assert "our storage has lost images/aa/aaaa" in text
    assert f"#{submission.pk}" in text
    assert "A picture is lost." in text
    alerts.clear_alert(AlertKind.STORAGE)
    assert "Our storage is full." not in text_of(operator, "/operations/")
