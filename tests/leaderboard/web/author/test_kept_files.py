"""What an author sees of a submission's files: their bytes, until when they are kept, and the button to delete them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from leaderboard.models import Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.work import storage_use
from tests.factories import publish, scored_submission
from tests.leaderboard.api.calls import client_of

pytestmark = pytest.mark.django_db


def page(client: Client, submission: Submission) -> str:
    return client.get(f"/submissions/{submission.pk}/").content.decode()


def test_the_author_sees_bytes_and_is_warned_before_pictures_go(client: Client, settings: LazySettings) -> None:
    settings.SALON_KEEP_PRIVATE_DAYS, settings.SALON_ACCOUNT_STORAGE_GIB = 100, 2
    submission = scored_submission()
    owner = submission.generator.owner
    client.force_login(owner)
    assert "Files: 23.4\xa0KB of 2.0\xa0GB used" in client.get("/submissions/").content.decode()
    shown = page(client, submission)
    assert "The pictures are kept until" in shown
    assert "23.4\xa0KB" in shown
    assert 'class="notice notice--bad"' not in shown
    Submission.objects.update(ended_at=Now() - timedelta(days=90))
    assert 'class="notice notice--bad"' in page(client, submission)
    settings.SALON_KEEP_PRIVATE_DAYS = 0
    assert "The pictures are kept until" not in page(client, submission)


def test_the_author_deletes_the_files_and_nobody_else_does(client: Client) -> None:
    submission = scored_submission()
    delete = f"/submissions/{submission.pk}/files/delete/"
    client.force_login(scored_submission().generator.owner)
    assert client.post(delete).status_code == 404
    client.force_login(submission.generator.owner)
    assert "Make public" in page(client, submission)
    reply = client.post(delete, follow=True).content.decode()
    assert "are deleted within a day or two" in reply
    assert "Make public" not in reply
    assert "can be deleted, and only once" in client.post(delete, follow=True).content.decode()
    public = scored_submission()
    publish(public)
    client.force_login(public.generator.owner)
    assert "Delete the files" not in page(client, public)


def test_a_program_reads_and_frees_storage(settings: LazySettings) -> None:
    settings.SALON_ACCOUNT_STORAGE_GIB = 1
    submission = scored_submission()
    api = client_of(submission.generator.owner)
    storage = api.get("/api/v1/storage").json()
    assert (storage["pictures"], storage["total"], storage["limit"]) == (24000, 24000, 2**30)
    one = api.get(f"/api/v1/submissions/{submission.pk}").json()
    assert (one["storage"]["pictures"], one["files_deleted_at"]) == (24000, None)
    assert api.delete(f"/api/v1/submissions/{submission.pk}/files").json()["files_deleted_at"]
    assert api.delete(f"/api/v1/submissions/{submission.pk}/files").status_code == 409
    assert api.get("/api/v1/storage").json()["total"] == 0
    public = scored_submission()
    publish(public)
    storage_use.count()
    assert api.get(f"/api/v1/submissions/{public.pk}").json()["storage"] is None
