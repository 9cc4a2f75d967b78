"""Pictures are sent once: by their SHA-256, in any order, and only what the site does not have from this author."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from leaderboard.domain.stages import Stage
from leaderboard.domain.submission.bundle import Slot
from leaderboard.models import (
    Generator,
    Outcome,
    PictureSet,
    SentPicture,
    StoredImage,
    Submission,
    Team,
    User,
    clock,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.site import storage_mark
from leaderboard.pipeline.submission import intake, storage_quota, uploads
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.sets import announcing, ending, files, receiving, submitting
from leaderboard.pipeline.tidying import housekeeping
from leaderboard.pipeline.work.storage_use import use_of
from leaderboard.queries.visibility import own_submissions
from tests.factories import load_demo_suite, load_pixel_profile
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import demo_pictures, new_generator, reloaded
from tests.leaderboard.pipeline.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def announced(generator: Generator, pictures: dict[str, bytes], languages: Sequence[str] = ("en",)) -> PictureSet:
    load_pixel_profile()
    listed = []
    for name, data in pictures.items():
        key, language, _ = name.split(".")
        listed.append(announcing.AnnouncedPicture(Slot(key, language), sha256_of(data), len(data), name))
    owner: User = generator.owner
    about = announcing.Announced(generator, load_demo_suite(), languages, False, listed)
    return announcing.announce(owner, about, own_submissions(owner))


def send(picture_set: PictureSet, *pictures: bytes) -> None:
    for data in pictures:
        receiving.receive(picture_set, sha256_of(data), io.BytesIO(data), len(data))


def missing(picture_set: PictureSet) -> list[str]:
    return [picture.name for picture in submitting.missing(picture_set)]


def check(submission: Submission) -> Submission:
    claim = intake.claim_check(submission.pk)
    assert claim is not None
    assert intake.take_in(*claim)
    return reloaded(submission)


def stored_files(settings: LazySettings) -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def sent_files(settings: LazySettings) -> list[str]:
    return [name for name in stored_files(settings) if name.startswith("sent/")]


def test_pictures_arrive_one_by_one_and_become_a_bundle_without_a_zip(settings: LazySettings) -> None:
    pictures, generator = demo_pictures(), new_generator()
    first, *rest = pictures
    picture_set = announced(generator, pictures)
    send(picture_set, pictures[first], pictures[first])
    assert missing(picture_set) == rest
    with pytest.raises(SubmissionRefused, match=rf"23 pictures are missing \({rest[0].split('.')[0]} \(en\)"):
        submitting.submit_set(picture_set)
    assert announced(generator, pictures).pk == picture_set.pk  # and sending goes on
    send(picture_set, *(pictures[name] for name in rest))
    submission = submitting.submit_set(picture_set)
    assert submitting.submit_set(reloaded_set(picture_set)).pk == submission.pk
    taken = check(submission)
    assert (taken.stage, taken.outcome, taken.needs) == (Stage.JUDGING, Outcome.RUNNING, 0)
    assert taken.bundle.report == {
        "expected": 24,
        "pictures": 24,
        "counts": {},
        "faults": [],
        "warnings": [],
        "ignored_count": 0,
        "ignored": [],
    }
    stored = {f"{i.prompt.key}.{i.language}.png": str(i.stored_id) for i in submission.images.select_related("prompt")}
    assert stored == {name: sha256_of(data) for name, data in pictures.items()}
    # What was sent is gone; what is stored are the pictures.
    assert stored_files(settings) == sorted(StoredImage(sha256=sha256).path for sha256 in stored.values())
    assert not SentPicture.objects.exists()


def reloaded_set(picture_set: PictureSet) -> PictureSet:
    return PictureSet.objects.get(pk=picture_set.pk)


def test_a_rejected_set_is_corrected_by_sending_the_faulty_pictures_only() -> None:
    pictures, generator = demo_pictures(), new_generator()
    names = list(pictures)
    faulty = pictures | {names[0]: png(0, (17, 9)), names[1]: b"text", names[2]: pictures[names[3]][:-40]}
    first = announced(generator, faulty)
    send(first, *faulty.values())
    rejected = check(submitting.submit_set(first))
    assert rejected.outcome == Outcome.REJECTED
    report = rejected.bundle.report or {}
    assert [(fault["kind"], fault["file"]) for fault in report["faults"]] == [
        ("undecodable", names[1]),
        ("too_small", names[0]),
        ("undecodable", names[2]),
    ]
    second = announced(generator, pictures)
    assert missing(second) == names[:3]
    send(second, *(pictures[name] for name in names[:3]))
    assert check(submitting.submit_set(second)).stage == Stage.JUDGING


def test_what_an_earlier_submission_stored_is_not_sent_again() -> None:
    pictures, generator = demo_pictures(), new_generator()
    first = announced(generator, pictures)
    send(first, *pictures.values())
    check(submitting.submit_set(first))
    again = announced(new_generator(owner=generator.owner), pictures)
    assert missing(again) == []
    assert check(submitting.submit_set(again)).stage == Stage.JUDGING


def test_nobody_learns_or_uses_what_another_author_has_sent() -> None:
    pictures, generator = demo_pictures(), new_generator()
    first = announced(generator, pictures)
    send(first, *pictures.values())
    stranger = announced(new_generator(), pictures)
    assert missing(stranger) == list(pictures)
    check(submitting.submit_set(first))
    assert missing(announced(stranger.generator, pictures)) == list(pictures)
    with pytest.raises(SubmissionRefused, match="24 pictures are missing"):
        submitting.submit_set(stranger)


def test_a_body_that_is_not_the_announced_picture_stores_nothing(settings: LazySettings) -> None:
    pictures = demo_pictures()
    picture_set, (name, data) = announced(new_generator(), pictures), next(iter(pictures.items()))
    other = bytes([data[0] ^ 1, *data[1:]])
    for body, size, message in (
        (other, len(data), "the body's SHA-256 is not"),
        (data[:-1], len(data), "the body's SHA-256 is not"),
        (data + b"x", len(data), "the body's SHA-256 is not"),
        (data, len(data) + 1, "bytes were sent"),
    ):
        with pytest.raises(receiving.WrongBytes, match=message):
            receiving.receive(picture_set, sha256_of(data), io.BytesIO(body), size)
    with pytest.raises(receiving.NotAnnounced):
        receiving.receive(picture_set, sha256_of(other), io.BytesIO(other), len(other))
    assert (stored_files(settings), name in missing(picture_set)) == ([], True)


def test_the_same_picture_sent_twice_at_once_is_stored_once(settings: LazySettings) -> None:
    pictures = demo_pictures()
    picture_set, data = announced(new_generator(), pictures), next(iter(pictures.values()))
    together([lambda: send(picture_set, data)] * 2)
    assert stored_files(settings) == [SentPicture.objects.get().name]


def test_two_submissions_of_one_set_at_once_are_one() -> None:
    pictures = demo_pictures()
    picture_set = announced(new_generator(), pictures)
    send(picture_set, *pictures.values())
    together([lambda: submitting.submit_set(picture_set)] * 2)
    assert Submission.objects.count() == 1


def test_an_announcement_is_complete_or_refused_with_every_fault() -> None:
    pictures, generator = demo_pictures(), new_generator()
    names = list(pictures)
    wrong = {name: data for name, data in pictures.items() if name != names[0]} | {
        "p999.en.png": b"x",
        "p002.fr.png": b"x",
    }
    with pytest.raises(announcing.AnnouncementRefused) as refused:
        announced(generator, wrong)
    assert sorted(refused.value.faults) == sorted(
        [
            f"{names[0].split('.')[0]} (en): no picture is announced",
            "p999 (en): the submission needs no such picture; see the suite's prompts and languages",
            "p002 (fr): the submission needs no such picture; see the suite's prompts and languages",
        ]
    )


def test_open_sets_and_what_they_may_still_send_are_limited(settings: LazySettings) -> None:
    pictures, generator = demo_pictures(), new_generator()
    total = sum(map(len, pictures.values()))
    settings.SALON_ACCOUNT_STORAGE_GIB = 0
    sets = [announced(generator, {**pictures, "p001.en.png": png(100 + n)}) for n in range(announcing.MOST_OPEN)]
    with pytest.raises(SubmissionRefused, match="5 of your picture sets are not submitted"):
        announced(generator, pictures)
    for picture_set in sets[1:]:
        ending.discard(picture_set)
    send(sets[0], pictures["p002.en.png"])
    assert use_of(generator.team).uploads == len(pictures["p002.en.png"])
    # Pictures of two sets count once, and what has arrived is no longer promised.
    assert files.promised_bytes(generator.team) == sets[0].byte_size - len(pictures["p002.en.png"])
    Team.objects.filter(pk=generator.team_id).update(storage_quota_gib=1)
    filling = SentPicture(team=generator.team, sha256="0" * 64, byte_size=2**30 - total, name="x")
    filling.expires_at = clock.read() + timedelta(days=1)
    filling.save()
    generator.team.refresh_from_db()
    with pytest.raises(storage_quota.StorageExhausted):
        announced(generator, pictures)
    settings.SALON_BUNDLE_MAX_BYTES = total - 1
    with pytest.raises(uploads.TooLarge):
        announced(generator, pictures)


def test_what_is_not_submitted_in_time_is_deleted_with_its_files(settings: LazySettings) -> None:
    pictures, generator = demo_pictures(), new_generator()
    picture_set = announced(generator, pictures)
    send(picture_set, *pictures.values())
    housekeeping.tidy([])
    assert len(stored_files(settings)) == 24
    PictureSet.objects.update(expires_at=Now())
    SentPicture.objects.update(expires_at=Now())
    housekeeping.tidy([])
    assert (stored_files(settings), SentPicture.objects.count()) == ([], 0)
    ended = reloaded_set(picture_set)
    assert ended.cause == "the pictures were not submitted within 7 days; announce them again"
    with pytest.raises(SubmissionRefused, match="announce them again"):
        send(ended, next(iter(pictures.values())))


def test_a_picture_that_two_sets_need_outlives_the_first(settings: LazySettings) -> None:
    pictures, generator = demo_pictures(), new_generator()
    first, second = announced(generator, pictures), announced(generator, {**pictures, "p001.en.png": png(77)})
    send(first, *pictures.values())
    check(submitting.submit_set(first))
    assert missing(second) == ["p001.en.png"]
    ending.discard(second)
    assert sent_files(settings) == []


def test_a_file_whose_process_died_before_its_row_is_deleted_a_day_later(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage_mark.mark(new_storage=True)
    pictures = demo_pictures()
    picture_set, data = announced(new_generator(), pictures), next(iter(pictures.values()))
    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(receiving, "_record", lambda *_: exit(1))  # the process ends here
        send(picture_set, data)
    (orphan,) = sent_files(settings)
    housekeeping.tidy([])
    assert sent_files(settings) == [orphan]
    long_ago = clock.read().timestamp() - timedelta(days=2).total_seconds()
    os.utime(Path(settings.MEDIA_ROOT, orphan), (long_ago, long_ago))
    send(picture_set, data)
    housekeeping.tidy([])
    assert sent_files(settings) == [SentPicture.objects.get().name]


def test_a_sent_picture_that_our_storage_lost_is_asked_for_again(settings: LazySettings) -> None:
    pictures, generator = demo_pictures(), new_generator()
    picture_set = announced(generator, pictures)
    send(picture_set, *pictures.values())
    submission = submitting.submit_set(picture_set)
    lost = SentPicture.objects.order_by("name")[0]
    Path(settings.MEDIA_ROOT, lost.name).write_bytes(b"other")
    for _ in range(intake.LOST_BUNDLE.max_attempts):
        Submission.objects.update(due_at=Now(), queued_at=None)
        claim = intake.claim_check(submission.pk)
        assert claim is not None
        assert not intake.take_in(*claim)
    failed = reloaded(submission)
    assert failed.outcome == Outcome.FAILED
    assert "This is a failure on our side and costs no quota" in failed.cause
    assert [p.sha256 for p in submitting.missing(announced(generator, pictures))] == [lost.sha256]
