"""The API answers as its description says, to what the description allows: schemathesis makes the calls."""

from __future__ import annotations

import gc
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from leaderboard.models import PictureSet, UploadSession, User, clock
from leaderboard.pipeline.accounts import Grant, Scope, create_token
from leaderboard.pipeline.notifying import webhooks
from leaderboard.pipeline.submission.share_links import create_link
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.pipeline.notifying.hooks import webhook_of

CHECKS = [
    *(not_a_server_error, status_code_conformance, content_type_conformance),
    *(response_schema_conformance, response_headers_conformance),
]
EXAMPLES = 12


@pytest.fixture
def known(author: User) -> dict[str, Any]:
    """Values with which every call finds something."""
    mine = scored_submission(generator=GeneratorFactory.create(owner=author))
    release = publish(mine, scored_submission(verdict=2))
    upload = UploadSession.objects.create(
        owner=author,
        generator=mine.generator,
        suite=mine.suite,
        languages=["en"],
        file_name="bundle.zip",
        byte_size=100,
        part_bytes=100,
        name="bundles/direct/1.zip",
        expires_at=clock.read(),
        ended_at=clock.read(),
        cause="it was discarded",
    )
    webhook = webhook_of(mine.generator.team)
    picture_set = PictureSet.objects.create(
        owner=author,
        generator=mine.generator,
        suite=mine.suite,
        languages=["en"],
        digest="0" * 64,
        byte_size=100,
        expires_at=clock.read(),
        ended_at=clock.read(),
        cause="it was discarded",
    )
    return {
        "webhook": webhook.pk,
        "delivery": webhooks.send_test(webhook).pk,
        "slug": release.board.slug,
        "number": 1,
        "model": mine.generator_id,
        "key": mine.pk,
        "image": mine.images.all()[0].pk,
        "suite": "demo",
        "version": "1",
        "prompt": "p001",
        "judge": "pixel-baseline",
        "profile_version": "3",
        "upload": str(upload.pk),
        "link": create_link(author, [mine])[0].pk,
        "member": author.pk,
        "invitation": 1,
        "idempotency_key": "run-1",
        "picture_set": str(picture_set.pk),
        "sha256": "0" * 64,
    }


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The server's side of a request closes the connection, and with it this test's transaction; Django's own test
    client keeps it in the same way."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
# Uploads are closed with the answer, and schemathesis leaves that to the garbage collector.
@pytest.mark.filterwarnings(r"ignore:unclosed file <_io.(FileIO|BufferedRandom) name='.*[.]upload:ResourceWarning")
def test_every_call_answers_as_described(author: User, known: dict[str, Any], settings: Settings) -> None:
    settings.REDIS_URL, settings.SALON_API_RATE = f"memory://{uuid.uuid4().hex}", "100000/minute"
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    headers = {"Authorization": f"Bearer {create_token(author, 'test', Grant(tuple(Scope)))[1]}"}
    found: Counter[int] = Counter()
    operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert schema.statistic.operations.total == len(operations)
    assert len(operations) > 20
    for operation in operations:
        found += _asked(operation, known, headers)
    assert found[200] > len(operations)
    assert {200, 404, 422} < set(found)
    assert not any(status >= 500 for status in found)
    gc.collect()  # while the warning's filter holds


def _asked(operation: Any, known: dict[str, Any], headers: dict[str, str]) -> Counter[int]:
    """Statuses of the answers to made-up calls, half of them about what there is."""
    found: Counter[int] = Counter()

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(case=operation.as_strategy(), is_known=st.booleans())
    def ask(case: Any, is_known: bool) -> None:
        if is_known:
            case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
        found[case.call_and_validate(checks=CHECKS, headers=headers).status_code] += 1

    ask()
    return found
