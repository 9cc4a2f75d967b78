"""What was sealed with a former KEY_SECRET is sealed again with the present one, beside a working site."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from leaderboard.domain.events import Event
from leaderboard.models import EndpointRun, EndpointTrial, MarkName, Webhook
from leaderboard.pipeline.notifying.sealing import target_of
from leaderboard.pipeline.notifying.webhooks import WebhookSpec, create
from leaderboard.pipeline.site import secrets
from leaderboard.pipeline.submission import sealed_rows
from leaderboard.pipeline.submission.keys import Configuration, KeyUnreadable, configuration_of, seal, seal_key
from leaderboard.pipeline.submission.trials import begin_trial
from leaderboard.pipeline.work import transitions
from tests.factories import UserFactory
from tests.leaderboard.pipeline.runs import SPEC, endpoint_submission, new_generator

pytestmark = pytest.mark.django_db
CONFIGURATION = Configuration("https://x.example/v1?code=1", "k", {"seed": 1})


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    monkeypatch.setattr(sealed_rows, "_BATCH", 2)
    settings.SALON_KEY_SECRET = "former"


def sealed_run() -> EndpointRun:
    submission = endpoint_submission(sealed_key=seal_key("k") or b"")
    EndpointRun.objects.filter(submission=submission).update(sealed_configuration=seal(CONFIGURATION))
    return EndpointRun.objects.get(submission=submission)


def factors() -> list[Authenticator]:
    """A second factor as earlier versions stored it, and one as this one does."""
    rows = [TOTP.activate(UserFactory.create(), "JBSWY3DPEHPK3PXP").instance for _ in range(2)]
    Authenticator.objects.filter(pk=rows[0].pk).update(data={"secret": "JBSWY3DPEHPK3PXP"})
    return rows


def rotate(**options: bool) -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out, stderr=out, **options)
    return out.getvalue()


def test_after_the_rotation_the_former_secret_is_not_needed(settings: LazySettings) -> None:
    runs = [sealed_run() for _ in range(5)]
    trial = begin_trial(new_generator().owner, SPEC, "A cat")
    webhook, secret = create(new_generator().team, WebhookSpec("CI", "https://ci.example.org/", [Event.SCORED]))
    plain, factor = factors()
    forgotten = sealed_run()
    transitions.forget_configuration(forgotten.submission_id)
    settings.SALON_KEY_SECRET, settings.SALON_KEY_SECRET_FALLBACKS = "present", ["older", "former"]
    assert configuration_of(runs[0]) == CONFIGURATION
    with pytest.raises(CommandError, match="KEY_SECRET_FALLBACKS is still needed"):
        rotate(check=True)
    assert (
        "9 endpoint configurations, webhooks and second factors were sealed again, 0 are sealed with KEY_SECRET"
        in rotate()
    )
    assert (
        "0 endpoint configurations, webhooks and second factors were sealed again, 9 are sealed with KEY_SECRET"
        in rotate()
    )
    settings.SALON_KEY_SECRET_FALLBACKS = []
    assert "KEY_SECRET_FALLBACKS can be removed" in rotate(check=True)
    for run in EndpointRun.objects.exclude(pk=forgotten.pk):
        assert configuration_of(run) == CONFIGURATION
    assert configuration_of(EndpointTrial.objects.get(pk=trial.pk)).api_key == SPEC.api_key
    assert target_of(Webhook.objects.get(pk=webhook.pk)).secret == secret
    for row in (plain, factor):
        row.refresh_from_db()
        assert "JBSWY3DPEHPK3PXP" not in json.dumps(row.data)
        assert decrypt(row.data["secret"]) == "JBSWY3DPEHPK3PXP"
    forgotten.refresh_from_db()
    assert (forgotten.sealed_key, forgotten.sealed_configuration) == (None, None)


def test_a_run_that_ends_meanwhile_stays_forgotten(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    run = sealed_run()
    settings.SALON_KEY_SECRET, settings.SALON_KEY_SECRET_FALLBACKS = "present", ["former"]
    update = sealed_rows._update

    def end_first(row: sealed_rows.SealedRow, changes: dict[str, bytes]) -> bool:
        transitions.forget_configuration(run.submission_id)
        return update(row, changes)

    monkeypatch.setattr(sealed_rows, "_update", end_first)
    assert sealed_rows.rotate().sealed_again == 0
    run.refresh_from_db()
    assert (run.sealed_key, run.sealed_configuration) == (None, None)


def test_what_no_secret_opens_is_named_and_stays(settings: LazySettings) -> None:
    run = sealed_run()
    settings.SALON_KEY_SECRET = "present"
    with pytest.raises(CommandError, match="1 are sealed with another secret: add it to KEY_SECRET_FALLBACKS"):
        rotate()
    assert sealed_rows.unreadable() == [str(run)]
    with pytest.raises(KeyUnreadable):
        configuration_of(run)
    settings.SALON_KEY_SECRET_FALLBACKS = ["former"]
    run.refresh_from_db()
    assert configuration_of(run) == CONFIGURATION


def test_no_program_is_stopped_by_the_documented_steps(settings: LazySettings) -> None:
    """docs/settings.md: at every step, programs that were restarted and those that were not do the site's work."""

    def is_the_sites(secret: str, *fallbacks: str) -> bool:
        settings.SALON_KEY_SECRET, settings.SALON_KEY_SECRET_FALLBACKS = secret, list(fallbacks)
        return secrets.difference(MarkName.KEY_SECRET) == ""

    secrets.mark()
    run = sealed_run()
    assert is_the_sites("former", "present"), "1. it may be restarted with the new one as a fallback"
    assert is_the_sites("present", "former"), "2. and with both swapped"
    secrets.mark()
    assert is_the_sites("former", "present")
    assert is_the_sites("present", "former")
    sealed_rows.rotate()
    settings.SALON_KEY_SECRET_FALLBACKS = []
    secrets.mark()
    assert is_the_sites("present"), "4. without the fallback"
    assert is_the_sites("present", "former"), "those that were not restarted yet"
    run.refresh_from_db()
    assert configuration_of(run) == CONFIGURATION


def test_a_fallback_that_is_needed_is_not_given_up(settings: LazySettings) -> None:
    sealed_run()
    settings.SALON_KEY_SECRET = "present"
    with pytest.raises(secrets.SecretLost, match="KEY_SECRET does not open"):
        secrets.mark()
