"""The generation task: what of an endpoint's fault reaches the rows."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from leaderboard.domain.images.check import ImageFacts, inspect_image
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.files import condition
from leaderboard.models import (
    Alert,
    EndpointRun,
    GeneratedImage,
    Outcome,
    PromptSuite,
    StoredImage,
    Submission,
    TallyName,
)
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.generation.offering import offer_generation
from leaderboard.pipeline.submission import keys
from leaderboard.pipeline.sweeper import sweep
from leaderboard.pipeline.work import quota
from leaderboard.queries.submissions import progress
from tests.factories import stored_image
from tests.leaderboard.domain.pictures import chunk, png
from tests.leaderboard.pipeline.runs import endpoint_submission, reloaded
from workers.clients.endpoint.faults import Rejected
from workers.clients.endpoint.images import ImageRequest
from workers.generation import endpoints, storing
from workers.process import counting
from workers.tasks import generation

pytestmark = pytest.mark.django_db(transaction=True)


class Repeating:
    """An endpoint that refuses every prompt and repeats it."""

    async def generate(self, request: Any) -> bytes:
        raise Rejected(f'400 from the endpoint (it says: "I will not paint {request.prompt}")')


@pytest.fixture(autouse=True)
def _repeating(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "client", Repeating)


def submitted() -> Submission:
    """A submission to an endpoint without a key, debited from its author's quota."""
    submission = endpoint_submission(pictures=3)
    EndpointRun.objects.update(sealed_key=None)
    with transaction.atomic():
        quota.debit(submission, submission.generator.owner)
    return submission


def first_image(submission: Submission) -> GeneratedImage:
    return submission.images.select_related("prompt").order_by("id")[0]


def test_the_author_reads_what_the_endpoint_says() -> None:
    image = first_image(submitted())
    generation.generate_image(key=image.pk)
    image.refresh_from_db()
    assert image.prompt.texts["en"] in image.cause


def test_of_a_hidden_suite_no_word_of_the_endpoints_is_kept_because_it_may_repeat_the_prompt() -> None:
    submission = submitted()
    PromptSuite.objects.update(hidden=True)
    image = first_image(submission)
    generation.generate_image(key=image.pk)
    image.refresh_from_db()
    assert image.cause == "the endpoint refuses this request"


def test_a_key_that_cannot_be_read_any_more_ends_the_run_at_once_and_is_our_fault(settings: LazySettings) -> None:
    submission = submitted()
    EndpointRun.objects.update(sealed_key=keys.seal_key("sk-1"))
    settings.SALON_KEY_SECRET = "another one"
    generation.generate_image(key=first_image(submission).pk)
    ended = reloaded(submission)
    assert ended.outcome == Outcome.FAILED
    assert "KEY_SECRET was changed. This is a failure on our side and costs no quota." in ended.cause
    assert quota.quota_state(submission.generator.team).left == settings.SALON_QUOTA_SUBMISSIONS


class Broken:
    """A client whose library raises what nobody thought of, and repeats the key."""

    async def generate(self, request: ImageRequest) -> bytes:
        raise IndexError(f"cannot read Bearer {request.api_key}")


def test_a_call_that_ends_in_any_exception_is_recorded_and_counted_and_logged_without_the_key(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(endpoints, "client", Broken)
    submission = submitted()
    EndpointRun.objects.update(sealed_key=keys.seal_key("sk-very-secret"))
    image = first_image(submission)
    generation.generate_image(key=image.pk)
    image.refresh_from_db()
    assert image.failures == 1
    assert image.cause.startswith("the call ended with an error that was not foreseen (IndexError)")
    assert image.lease_token is None
    assert EndpointRun.objects.get(submission=submission).failures_in_a_row == 1
    assert "cannot read Bearer [key]" in caplog.text
    assert "sk-very-secret" not in caplog.text


# --- our storage ------------------------------------------------------------------------------------------------------
@pytest.fixture
def painting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The prompts of an endpoint that paints."""
    prompts = list[str]()

    def fetch(request: ImageRequest) -> tuple[ImageFacts, bytes]:
        prompts.append(request.prompt)
        data = png(len(prompts))
        return inspect_image(data), data

    monkeypatch.setattr(generation, "fetch_picture", fetch)
    monkeypatch.setattr(storing, "PAUSE_S", 0.0)
    yield prompts


def test_while_the_storage_is_full_nothing_is_called_or_offered_and_it_goes_on_by_itself(
    painting: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = submitted()
    monkeypatch.setattr(condition, "storage_fault", lambda: "full: 3 MiB are free")
    assert offer_generation() == 3
    for image in submission.images.all():
        generation.generate_image(key=image.pk)
    assert painting == []
    assert set(submission.images.values_list("attempt", "queued_at")) == {(0, None)}
    sweep()
    assert not submission.images.filter(queued_at__isnull=False).exists()
    assert progress(submission).on_hold.startswith("Our storage accepts no pictures")
    assert "full: 3 MiB are free" in Alert.objects.get().cause
    monkeypatch.setattr(condition, "storage_fault", lambda: "")
    sweep()
    assert not Alert.objects.exists()
    assert submission.images.filter(queued_at__isnull=False).count() == 3
    assert progress(submission).on_hold == ""


def test_a_picture_that_was_paid_for_is_kept_until_the_storage_takes_it(
    painting: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    submission, store, refusals = submitted(), pictures.store_bytes, iter(range(3))

    def refuse_at_first(facts: ImageFacts, data: bytes) -> StoredImage:
        if next(refusals, None) is not None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return store(facts, data)

    monkeypatch.setattr(pictures, "store_bytes", refuse_at_first)
    generation.generate_image(key=first_image(submission).pk)
    assert len(painting) == 1
    assert submission.images.filter(status="stored").count() == 1
    assert "No space left on device" in Alert.objects.get().cause


def test_a_storage_that_stays_full_is_not_the_endpoints_failure(
    painting: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> StoredImage:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(pictures, "store_bytes", refuse)
    monkeypatch.setattr(storing, "PATIENCE_S", 0.0)
    submission = submitted()
    generation.generate_image(key=first_image(submission).pk)
    image = first_image(submission)
    assert (image.status, image.failures, image.cause, image.lease_token) == ("planned", 0, "", None)
    assert EndpointRun.objects.get(submission=submission).failures_in_a_row == 0
    assert offer_generation() == 0


def test_a_lost_picture_without_copies_for_the_pages_does_not_stand_before_the_others() -> None:
    stored = stored_image("lost")
    default_storage.save("images/zz/other", ContentFile(b"another file"))
    for tries in (1, 2):
        generation.render_image(key=stored.pk)
        stored.refresh_from_db()
        assert (stored.render_tries, stored.rendered_at) == (tries, None)
        assert sweep()["renderings"] == 0
    assert stored.queued_at is not None
    assert stored.queued_at > timezone.now() + timedelta(seconds=100)
    assert Alert.objects.get().subject == stored.path


# --- pictures that are built to keep us busy --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "outcome"),
    [(ImageFaultKind.TOO_COSTLY, Outcome.FAILED), (ImageFaultKind.TOO_COMPLEX, Outcome.RUNNING)],
)
def test_a_picture_that_reaches_a_limit_of_its_decoder_ends_the_submission_and_no_other_is_fetched(
    kind: ImageFaultKind, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = list[str]()

    def fetch(request: ImageRequest) -> tuple[ImageFacts, bytes]:
        calls.append(request.prompt)
        raise ImageFault(kind, "it is what it is")

    monkeypatch.setattr(generation, "fetch_picture", fetch)
    submission = submitted()
    for image in submission.images.all():
        generation.generate_image(key=image.pk)
    ended = reloaded(submission)
    assert ended.outcome == outcome
    if outcome == Outcome.FAILED:
        assert len(calls) == 1
        assert ended.cause.endswith("(en): it is what it is")


def test_metadata_is_removed_before_a_picture_is_stored_where_the_author_chose_that(
    painting: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = submitted()
    Submission.objects.update(strip_metadata=True)
    data = png(1)[:33] + chunk(b"tEXt", b"Author\0J. Doe") + png(1)[33:]
    monkeypatch.setattr(generation, "fetch_picture", lambda _: (inspect_image(data), data))
    generation.generate_image(key=first_image(submission).pk)
    stored = StoredImage.objects.get()
    assert stored.metadata == []
    with default_storage.open(stored.path) as file:
        assert file.read() == png(1)


@pytest.mark.parametrize(
    ("data", "outcome"), [(png(), "picture"), (b"not a picture", "image_fault"), (None, "rejected")]
)
def test_a_call_is_counted_by_its_outcome(data: bytes | None, outcome: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Giving:
        async def generate(self, request: Any) -> bytes:
            if data is None:
                raise Rejected("400")
            return data

    monkeypatch.setattr(endpoints, "client", Giving)
    counting._counts.clear()
    with contextlib.suppress(Rejected, ImageFault):
        endpoints.fetch_picture(ImageRequest("http://endpoint.example", "model", "Two cats"))
    assert counting._counts.pop((TallyName.ENDPOINT_CALLS, outcome)) == 1
    assert [name for name, label in counting._counts if label == outcome] == [TallyName.ENDPOINT_SECONDS]
