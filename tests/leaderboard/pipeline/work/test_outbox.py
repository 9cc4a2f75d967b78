"""Events: announced in the transaction that makes them true, to those whom they concern, and to nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction

from leaderboard.domain.events import Event
from leaderboard.models import WebhookDelivery
from leaderboard.pipeline.notifying import webhooks
from leaderboard.pipeline.work import transitions
from leaderboard.pipeline.work.outbox import announce
from tests.factories import GeneratorFactory, publish, running_submission, scored_submission
from tests.leaderboard.pipeline.notifying.hooks import webhook_of

pytestmark = pytest.mark.django_db


def announced() -> list[tuple[int, str, dict[str, Any]]]:
    """Webhook, type and data of each planned delivery."""
    rows = WebhookDelivery.objects.order_by("pk").values_list("webhook", "payload")
    return [(webhook, (content := json.loads(payload))["type"], content["data"]) for webhook, payload in rows]


def test_a_scored_submission_is_announced_with_its_scores(settings: LazySettings) -> None:
    settings.SALON_SITE_URL = "https://salon.example.org"
    generator = GeneratorFactory.create()
    webhook, _other = webhook_of(generator.owner), webhook_of()
    submission = scored_submission(generator=generator, label="fast", commit="abc123")
    ((told, kind, data),) = announced()
    assert (told, kind) == (webhook.pk, "submission.scored")
    assert (data["submission"], data["outcome"], data["suite"]) == (submission.pk, "scored", "demo/1")
    assert data["page"] == f"https://salon.example.org/submissions/{submission.pk}/"
    assert (data["label"], data["commit"], data["practice"]) == ("fast", "abc123", False)
    overall = [line for line in data["scores"] if (line["scope"], line["dimension"]) == ("judged", "")]
    assert [(line["language"], line["mean"]) for line in overall] == [("en", 60.0)]
    assert json.loads(WebhookDelivery.objects.get().payload)["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    ("end", "event"),
    [
        (lambda pk: transitions.fail(pk, "It broke."), Event.FAILED),
        (lambda pk: transitions.reject(pk, "Faults."), Event.REJECTED),
        (lambda pk: transitions.cancel(pk, "Enough.", refund=True), Event.CANCELLED),
    ],
)
def test_an_end_is_announced_once_by_its_kind(end: Any, event: Event) -> None:
    generator = GeneratorFactory.create()
    webhook_of(generator.owner)
    webhook_of(generator.owner, [other for other in Event if other not in (event, Event.TEST)])
    submission = running_submission(generator=generator)
    assert end(submission.pk)
    assert not end(submission.pk)
    ((_, kind, data),) = announced()
    assert (kind, data["cause"] != "") == (event, True)


def test_nothing_is_announced_that_did_not_happen() -> None:
    generator = GeneratorFactory.create()
    webhook_of(generator.owner)
    submission = running_submission(generator=generator)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        transitions.fail(submission.pk, "It broke.")
        raise ZeroDivisionError
    webhooks.disable(webhook_of(generator.owner))
    assert announced() == []


def test_a_release_is_announced_to_the_authors_on_it_with_their_own_models() -> None:
    first, second = (scored_submission(verdict) for verdict in (1, 2))
    webhook = webhook_of(first.generator.owner, [Event.RELEASE])
    webhook_of(events=[Event.RELEASE])
    release = publish(first, second)
    ((told, kind, data),) = announced()
    assert (told, kind, data["board"], data["release"]) == (webhook.pk, "release.published", release.board.slug, 1)
    (model,) = data["models"]
    assert (model["submission"], model["name"], model["overall"]) == (first.pk, first.generator.name, 60.0)
    assert model["rank_low"] <= model["rank"] <= model["rank_high"]


def test_who_has_no_webhook_costs_few_queries(django_assert_num_queries: Any) -> None:
    submission = running_submission()
    with django_assert_num_queries(2):
        announce(Event.FAILED, submission.pk)
