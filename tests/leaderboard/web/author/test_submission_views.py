"""A submission's pages: who sees them, what they say in each state, and that their cost does not grow."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from leaderboard.domain.stages import Stage
from leaderboard.domain.submission.bundle import BundleFault, Slot, missing_faults, report
from leaderboard.models import (
    BundleRun,
    EndpointRun,
    Evidence,
    GeneratedImage,
    JudgedImage,
    PromptSuite,
    QuotaEntry,
    StoredImage,
    Submission,
    User,
    Worker,
    clock,
)
from leaderboard.pipeline.work import transitions
from tests.factories import UserFactory, judge_all, publish, running_submission, scored_submission, stored_image
from tests.leaderboard.web.people import endpoint_submission, generator_of, person, running_workers, signed_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def pages_of(submission: Submission) -> list[str]:
    """Every address that shows something of a submission, and of its first picture."""
    own = f"/submissions/{submission.pk}"
    names = ["", "images/", "breakdown/", "breakdown.csv", "breakdown.json", "verdicts.csv", "verdicts.json"]
    image = submission.images.order_by("id")[0]
    return [f"{own}/{name}" for name in names] + [f"/images/{image.pk}/", f"/images/{image.pk}/thumb.webp"]


def rejected(faults: list[BundleFault]) -> Submission:
    submission = running_submission(stage=Stage.SUBMISSION)
    submission.images.all().delete()
    summary = report(faults, pictures=22, expected=24)
    BundleRun.objects.create(
        submission=submission, file_name="mine.zip", byte_size=10, report=summary, checked_files=22
    )
    QuotaEntry.objects.create(user=submission.generator.owner, submission=submission, debited_at=timezone.now())
    transitions.reject(submission.pk, f"The bundle has {len(faults)} faults. This submission cost no quota.")
    return Submission.objects.get(pk=submission.pk)


def test_what_is_not_public_exists_for_its_author_only() -> None:
    submission = scored_submission()
    author, other = signed_in(submission.generator.owner), signed_in(person())
    for page in pages_of(submission):
        assert author.get(page).status_code == 200, page
        assert other.get(page).status_code == 404, page
        assert Client().get(page).status_code == 404, page


def test_what_is_public_exists_for_everybody() -> None:
    submission = scored_submission()
    publish(submission)
    for page in pages_of(submission):
        assert Client().get(page).status_code == 200, page
    page = Client().get(f"/submissions/{submission.pk}/").content.decode()
    assert "/boards/demo-1-pixel-baseline-3-en/" in page
    assert "Make public" not in page


def test_no_such_submission() -> None:
    client = signed_in(person())
    for key in ("1", "0", "99999999999999999999"):
        assert client.get(f"/submissions/{key}/").status_code == 404


def test_the_list_holds_own_submissions_only_newest_first() -> None:
    owner = person()
    first = running_submission(generator=generator_of(owner, name="Earlier"))
    scored_submission(generator=generator_of(owner, name="Later"))
    running_submission(generator=generator_of(person(), name="Theirs"))
    page = signed_in(owner).get("/submissions/").content.decode()
    assert page.index("Later") < page.index("Earlier")
    assert f"/submissions/{first.pk}/" in page
    assert "Theirs" not in page


def test_the_endpoint_is_shown_to_the_author_and_to_nobody_else() -> None:
    submission = scored_submission(kind="endpoint")
    EndpointRun.objects.create(
        submission=submission, base_url="https://images.example.org/v1", origin="x", model="painter", sealed_key=b"k"
    )
    publish(submission)
    failed = submission.images.all()[0]
    GeneratedImage.objects.filter(pk=failed.pk).update(
        status="failed", stored=None, cause="https://images.example.org answered 500"
    )
    for page in (f"/submissions/{submission.pk}/", f"/images/{failed.pk}/"):
        assert "images.example.org" in signed_in(submission.generator.owner).get(page).content.decode()
        assert "images.example.org" not in Client().get(page).content.decode()


def test_a_running_submission_shows_live_counts_and_asks_again() -> None:
    running_workers()
    submission = endpoint_submission()
    GeneratedImage.objects.filter(pk=submission.images.all()[0].pk).update(status="stored", stored=stored_image("a"))
    GeneratedImage.objects.filter(pk=submission.images.all()[1].pk).update(cause="answered 503")
    client = signed_in(submission.generator.owner)
    page = client.get(f"/submissions/{submission.pk}/").content.decode()
    for text in (
        "1 of 24 pictures",
        "known after the first results",
        "answered 503",
        'http-equiv="refresh" content="5"',
    ):
        assert text in page
    assert f'hx-get="/submissions/{submission.pk}/progress/" hx-trigger="every 2s"' in page
    part = client.get(f"/submissions/{submission.pk}/progress/", headers=HTMX).content.decode()
    assert "1 of 24 pictures" in part
    assert "answered 503" in part
    assert "<html" not in part


def test_without_a_worker_the_page_says_so_instead_of_estimating_and_operators_read_what_to_start() -> None:
    submission = endpoint_submission()
    address = f"/submissions/{submission.pk}/progress/"

    def part(person: User) -> str:
        return signed_in(person).get(address, headers=HTMX).content.decode()

    author, operator = submission.generator.owner, UserFactory.create(is_staff=True)
    assert "Waiting for a worker: none for this stage is running." in part(author)
    assert "Time left" not in part(author)
    assert "leaderboard.programs worker generation" not in part(author)
    assert "leaderboard.programs worker generation" in part(operator)
    Worker.objects.create(name="generation@a", clock_ahead_s=0.0, seen_at=clock.read() - timedelta(minutes=5))
    assert "Waiting for a worker: none for this stage is running since <time" in part(author)
    running_workers()
    assert "Waiting for a worker" not in part(author)
    assert "Time left" in part(author)


@pytest.mark.parametrize(
    ("failures", "said"), [(0, "the endpoint asked us to wait"), (2, "after failed calls we pause")]
)
def test_a_pause_says_whose_it_is(failures: int, said: str) -> None:
    submission = endpoint_submission()
    until = clock.read() + timedelta(minutes=1)
    EndpointRun.objects.update(paused_until=until, failures_in_a_row=failures)
    page = signed_in(submission.generator.owner).get(f"/submissions/{submission.pk}/").content.decode()
    assert said in page


def test_what_judging_waits_for_is_said() -> None:
    submission = running_submission(stage=Stage.JUDGING)
    judge_all(submission)
    JudgedImage.objects.filter(pk=submission.judgings.all()[0].pk).update(
        status="planned", waiting_for="the judge cannot be reached"
    )
    page = signed_in(submission.generator.owner).get(f"/submissions/{submission.pk}/").content.decode()
    assert "the judge cannot be reached" in page


def test_polling_ends_with_a_fresh_page() -> None:
    submission = scored_submission()
    client = signed_in(submission.generator.owner)
    assert client.get(f"/submissions/{submission.pk}/progress/", headers=HTMX)["HX-Refresh"] == "true"
    page = client.get(f"/submissions/{submission.pk}/").content.decode()
    assert "hx-trigger" not in page
    assert 'http-equiv="refresh"' not in page
    assert client.get(f"/submissions/{submission.pk}/progress/")["Location"] == f"/submissions/{submission.pk}/"


def test_a_failed_submission_says_why_and_what_to_do() -> None:
    submission = endpoint_submission()
    transitions.fail(submission.pk, "the endpoint answered 401: <b>bad key</b>")
    page = signed_in(submission.generator.owner).get(f"/submissions/{submission.pk}/").content.decode()
    assert "the endpoint answered 401: &lt;b&gt;bad key&lt;/b&gt;" in page
    assert "Test endpoint" in page
    assert "counts against your quota" in page
    assert f"/submissions/new/endpoint/?again={submission.pk}" in page


def test_a_failure_of_ours_asks_only_to_submit_again() -> None:
    submission = running_submission(stage=Stage.JUDGING)
    QuotaEntry.objects.create(user=submission.generator.owner, submission=submission, debited_at=timezone.now())
    transitions.fail(
        submission.pk, "The judge was away. This is a failure on our side and costs no quota.", our_fault=True
    )
    page = signed_in(submission.generator.owner).get(f"/submissions/{submission.pk}/").content.decode()
    assert "nothing for you to fix" in page
    assert "counts against" not in page


def test_a_rejected_bundle_lists_every_fault_and_gives_them_as_a_file() -> None:
    faults = [
        BundleFault("too_small", "image is 17×9 px; at least 256×256 is needed", "p003.en.png", "p003", "en"),
        BundleFault("surplus", "no such prompt", "<img src=x onerror=alert(1)>.png"),
        BundleFault("missing", "no picture for prompt p004 (en)", "", "p004", "en"),
    ]
    submission = rejected(faults)
    client = signed_in(submission.generator.owner)
    page = client.get(f"/submissions/{submission.pk}/").content.decode()
    for text in ("Too small", "Not asked for", "Missing", "p003.en.png", "17×9 px", "no picture for prompt p004"):
        assert text in page
    assert "<details>" not in page.partition('id="report"')[2].partition("</section>")[0]
    assert "<img src=x" not in page
    assert f"/submissions/new/bundle/?again={submission.pk}" in page
    reply = client.get(f"/submissions/{submission.pk}/report.json")
    assert reply["Content-Disposition"].startswith("attachment")
    given = json.loads(reply.getvalue())
    assert given["counts"] == {"too_small": 1, "surplus": 1, "missing": 1}
    assert [fault["message"] for fault in given["faults"]] == [fault.message for fault in faults]


def test_what_is_wrong_alike_is_one_line_and_no_name_is_lost() -> None:
    missing = missing_faults([Slot(f"p{number:03}", "en") for number in range(3, 45)], [])
    small = [
        BundleFault("too_small", f"prompt p{n:03} (en): image is {size}", f"{n}.png", f"p{n:03}", "en")
        for n, size in ((1, "17×9 px"), (2, "17×9 px"), (3, "9×9 px"))
    ]
    submission = rejected([*missing, *small])
    page = signed_in(submission.generator.owner).get(f"/submissions/{submission.pk}/").content.decode()
    part = page.partition('id="report"')[2].partition("</section>")[0]
    assert "42 pictures are missing: p003.en.png … p044.en.png" in part
    assert all(f"<code>p{number:03}.en.png</code>" in part for number in range(3, 45))
    assert "2 files: image is 17×9 px" in part
    assert "prompt p003 (en): image is 9×9 px" in part
    assert part.count("<details>") == 2


def test_files_that_systems_add_are_listed_as_ignored_for_the_author() -> None:
    submission = rejected([BundleFault("missing", "x")])
    summary = report([], pictures=24, expected=24, ignored=["@eaDir/x", "<b>.DS_Store"])
    BundleRun.objects.filter(submission=submission).update(report=summary)
    page = signed_in(submission.generator.owner).get(f"/submissions/{submission.pk}/").content.decode()
    assert "2 files in the zip were ignored" in page
    assert "<code>@eaDir/x</code> <code>&lt;b&gt;.DS_Store</code>" in page


def test_the_author_is_warned_of_metadata_and_nobody_else() -> None:
    submission = scored_submission()
    stored = [image.stored_id for image in submission.images.all()[:3]]
    StoredImage.objects.filter(pk__in=stored).update(metadata=["location", "camera"])
    Submission.objects.filter(pk=submission.pk).update(public_at=timezone.now(), strip_metadata=True)
    address = f"/submissions/{submission.pk}/"
    page = signed_in(submission.generator.owner).get(address).content.decode()
    assert "location (GPS): 3 pictures" in page
    assert "removed from the pictures before they were stored" in page
    assert "taken (GPS)" not in Client().get(address).content.decode()


def test_the_report_is_for_the_author_only() -> None:
    submission = rejected([BundleFault("missing", "x")])
    assert signed_in(person()).get(f"/submissions/{submission.pk}/report.json").status_code == 404
    assert signed_in(person()).get(f"/submissions/{submission.pk}/").status_code == 404
    without = running_submission()
    client = signed_in(without.generator.owner)
    assert client.get(f"/submissions/{without.pk}/report.json").status_code == 404


def test_the_author_alone_withdraws_and_what_was_published_stays_to_be_read() -> None:
    submission = scored_submission()
    publish(submission)
    address = f"/submissions/{submission.pk}/withdraw/"
    assert signed_in(person()).post(address).status_code == 404
    client = signed_in(submission.generator.owner)
    assert client.get(address).status_code == 405
    assert "The submission is withdrawn" in client.post(address, follow=True).content.decode()
    assert "can be withdrawn, and only once" in client.post(address, follow=True).content.decode()
    assert "Withdrawn by its author" in Client().get(f"/submissions/{submission.pk}/").content.decode()


def test_the_evidence_of_a_public_submission_is_for_everybody_until_its_suite_is_hidden() -> None:
    submission = scored_submission()
    address = f"/submissions/{submission.pk}/evidence.jsonl.zst"
    assert signed_in(submission.generator.owner).get(address).status_code == 200
    assert Client().get(address).status_code == 404
    publish(submission)
    reply = Client().get(address)
    assert hashlib.sha256(reply.getvalue()).hexdigest() == Evidence.objects.get().sha256
    PromptSuite.objects.update(hidden=True)
    assert Client().get(address).status_code == 404  # it was written while the prompts were open, and holds them
    assert "evidence.jsonl.zst" not in Client().get(f"/submissions/{submission.pk}/").content.decode()


def test_the_caveat_stands_wherever_scores_stand() -> None:
    submission = scored_submission()
    publish(submission)
    for page in pages_of(submission):
        if page.endswith(("/", ".json")):
            assert "not comparable with Q-Judger" in Client().get(page).getvalue().decode(), page


def test_the_list_needs_the_same_queries_for_one_and_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    owner = person()
    client = signed_in(owner)
    for _ in range(2):
        running_submission(generator=generator_of(owner))
        # session, user, teams, count, submissions, own space; three of the storage that they use
        with django_assert_num_queries(10):
            client.get("/submissions/")
        running_submission(generator=generator_of(owner))


@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("", 19),
        ("progress/", 10),
        ("images/", 6),
        ("breakdown/", 6),
        ("breakdown.csv", 4),
        ("verdicts.csv", 6),
    ],
)
def test_a_page_needs_the_same_queries_for_24_and_48_pictures(
    page: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for languages in (("en",), ("en", "zh")):
        submission = scored_submission(languages=languages)
        client = signed_in(submission.generator.owner)
        with django_assert_num_queries(queries):
            client.get(f"/submissions/{submission.pk}/{page}", headers=HTMX).getvalue()
