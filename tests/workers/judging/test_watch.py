"""Watching judges: each is compared at once, judges its canary when that is due, and gets no work after a drift."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from leaderboard.demo.drawing.pictures import draw_picture
from leaderboard.models import JudgedImage, JudgeServer, Repeatability
from leaderboard.pipeline.judging import watch as judge_watch
from tests.leaderboard.domain.pictures import encoded
from tests.leaderboard.pipeline.runs import give_picture, judging_submission
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.gate import DRIFTED, JudgeGate
from workers.clients.judge.pool import JudgePool
from workers.judging import judges, watch
from workers.judging.repeating import RoundBroken
from workers.process.event_loop import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def store_pictures(count: int = 4) -> None:
    """A submission with real pictures in the storage."""
    submission = judging_submission(pictures=count)
    for number, row in enumerate(JudgedImage.objects.filter(submission=submission).select_related("image")):
        picture = draw_picture("a red boat", width=256, height=256, quality=0.3 + 0.1 * number)
        give_picture(row.image, encoded(picture, "PNG"))


def measure(url: str) -> Repeatability:
    call_command(
        *("judge", "repeatability", "pixel-baseline", "--url", url, "--pictures", "3", "--rounds", "2"),
        *("--in-flight", "4", "--canary-pictures", "2"),
    )
    return Repeatability.objects.get()


@pytest.fixture
def gate(pixel_judge: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[JudgeGate]:
    """The worker's gate before the stand-in judge."""
    gate = JudgeGate("the judge", JudgeClient(pixel_judge), judges.look)
    pool = JudgePool([gate])
    monkeypatch.setattr(judges, "pool", lambda: pool)
    yield gate
    wait_for(gate.judge.close())


def test_the_noise_of_a_steady_judge_is_nothing_and_is_stored_with_the_profile(pixel_judge: str) -> None:
    store_pictures()
    measured = measure(pixel_judge)
    assert (len(measured.pictures), measured.rounds, measured.in_flight, measured.canary_pictures) == (3, 2, 4, 2)
    assert measured.missing == 0
    assert measured.calls > 0
    for kind in ("alone", "together", "across"):
        assert sum(row[3] for row in measured.report[kind]["facets"]) == 0
        assert all(row[1:] == [0, 0] for row in measured.report[kind]["levels"])
    assert {row[0] for row in measured.bands} > {"", "Quality"}


def test_a_second_measurement_takes_the_same_pictures(pixel_judge: str) -> None:
    store_pictures()
    pictures = measure(pixel_judge).pictures
    Repeatability.objects.all().delete()
    store_pictures()
    first = measure(pixel_judge)
    Repeatability.objects.filter(pk=first.pk).update(pictures=pictures)
    call_command("judge", "repeatability", "pixel-baseline", "--url", pixel_judge, "--rounds", "1")
    assert Repeatability.objects.all()[0].pictures == pictures


def test_without_stored_pictures_the_command_says_what_to_do(pixel_judge: str) -> None:
    judging_submission(pictures=1)
    with pytest.raises(CommandError, match="let a submission be generated first"):
        call_command("judge", "repeatability", "pixel-baseline", "--url", pixel_judge)


def test_a_judge_that_does_not_answer_stores_nothing(pixel_judge: str) -> None:
    store_pictures()
    with pytest.raises(CommandError, match="FAIL  calls: no reply from the judge"):
        call_command("judge", "repeatability", "pixel-baseline", "--url", "http://127.0.0.1:1")
    assert not Repeatability.objects.exists()


def test_a_judge_is_compared_and_its_canary_tried_once_per_interval(gate: JudgeGate, pixel_judge: str) -> None:
    store_pictures()
    measure(pixel_judge)
    wait_for(watch.look_after(gate))
    server = JudgeServer.objects.get(name="the judge")
    assert (server.refusal, server.drift, gate.drift) == ("", "", "")
    assert all(item["ok"] for item in server.items)
    assert server.canary[0][0] == ""
    tried = server.canary_at
    assert tried is not None
    wait_for(watch.look_after(gate))
    server.refresh_from_db()
    assert server.canary_at == tried


def test_one_that_drifts_gets_no_work_until_it_judges_as_before(gate: JudgeGate, pixel_judge: str) -> None:
    store_pictures()
    measured = measure(pixel_judge)
    as_measured = measured.bands
    Repeatability.objects.update(bands=[[name, centre + 20, width] for name, centre, width in as_measured])
    wait_for(watch.look_after(gate))
    assert gate.drift.startswith("overall is ")
    assert wait_for(gate.refusal(measured.judge_profile.frozen)) == DRIFTED
    assert JudgeServer.objects.get(name="the judge").drift == gate.drift

    Repeatability.objects.update(bands=as_measured)
    JudgeServer.objects.update(canary_due_at="2020-01-01T00:00Z")
    wait_for(watch.look_after(gate))
    assert gate.drift == ""


def test_a_new_measurement_voids_what_was_said_of_a_drift(gate: JudgeGate, pixel_judge: str) -> None:
    store_pictures()
    measure(pixel_judge)
    Repeatability.objects.update(bands=[["", 0, 3]])
    wait_for(watch.look_after(gate))
    assert gate.drift
    call_command("judge", "repeatability", "pixel-baseline", "--url", pixel_judge, "--rounds", "1")
    wait_for(watch.look_after(gate))
    assert gate.drift == ""


def test_another_worker_takes_the_canary_and_this_one_learns_of_the_drift(gate: JudgeGate, pixel_judge: str) -> None:
    store_pictures()
    measure(pixel_judge)
    wait_for(watch.look_after(gate))
    JudgeServer.objects.filter(name="the judge").update(drift="overall is 12.0")
    wait_for(watch.look_after(gate))
    assert gate.drift == "overall is 12.0"


def test_a_judge_that_no_worker_has_on_its_list_any_more_is_forgotten(gate: JudgeGate) -> None:
    judging_submission(pictures=1)
    wait_for(watch.look_after(gate))
    assert judge_watch.forget_unseen() == 0
    JudgeServer.objects.update(seen_at="2020-01-01T00:00Z")
    assert judge_watch.forget_unseen() == 1


def test_a_fresh_worker_gives_a_drifted_judge_no_work_before_it_tries_the_canary(
    gate: JudgeGate, pixel_judge: str
) -> None:
    store_pictures()
    profile = measure(pixel_judge).judge_profile
    wait_for(watch.look_after(gate))
    JudgeServer.objects.update(drift="overall is 12.0")
    fresh = JudgeGate("the judge", gate.judge, judges.look)
    assert wait_for(fresh.refusal(profile.frozen)) == DRIFTED


def test_another_judge_at_the_same_address_is_noticed_while_nothing_is_judged(
    gate: JudgeGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    judging_submission(pictures=1)
    wait_for(watch.look_after(gate))
    assert JudgeServer.objects.get().refusal == ""

    async def another(_: JudgeClient) -> str:
        return "0.9"

    monkeypatch.setattr(JudgeClient, "version", another)
    wait_for(watch.look_after(gate))
    assert "engine: salon-standin 0.9" in JudgeServer.objects.get().refusal


def test_a_canary_that_breaks_off_is_tried_again_in_a_few_minutes_and_not_at_once(
    gate: JudgeGate, pixel_judge: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_pictures()
    measure(pixel_judge)
    tries = 0

    async def breaks(*_: object, **__: object) -> None:
        nonlocal tries
        tries += 1
        raise RoundBroken("500 from the judge")

    monkeypatch.setattr(watch, "judge_round", breaks)
    for _ in range(4):
        wait_for(watch.look_after(gate))
    assert tries == 1


def test_a_judge_that_is_not_the_profiles_is_recorded_with_what_differs(
    gate: JudgeGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    judging_submission(pictures=1)

    async def another(_: JudgeClient) -> str:
        return "0.9"

    monkeypatch.setattr(JudgeClient, "version", another)
    wait_for(watch.look_after(gate))
    server = JudgeServer.objects.get(name="the judge")
    assert "engine: salon-standin 0.9" in server.refusal
    assert [item["name"] for item in server.items if not item["ok"]] == ["engine"]
    assert server.canary_at is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:secret@gpu-1:8000/v1", "http://gpu-1:8000/v1"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000 on "),
        ("http://localhost:8000", "http://localhost:8000 on "),
    ],
)
def test_a_judges_name_shows_no_credentials_and_tells_machines_apart(url: str, shown: str) -> None:
    assert judges.server_name(url).startswith(shown)
    assert "secret" not in judges.server_name(url)
