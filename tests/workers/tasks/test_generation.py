"""The generation task: what of an endpoint's fault reaches the rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction

from leaderboard.models import EndpointRun, GeneratedImage, Outcome, PromptSuite, Submission
from leaderboard.pipeline.submission import keys
from leaderboard.pipeline.work import quota
from tests.leaderboard.pipeline.runs import endpoint_submission, reloaded
from workers.clients.endpoint.faults import Rejected
from workers.generation import endpoints
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
        quota.debit(submission.generator.owner, submission)
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
    assert "KEY_SECRET was changed. This is our fault and costs no quota." in ended.cause
    assert quota.quota_state(submission.generator.owner).left == settings.SALON_QUOTA_SUBMISSIONS
