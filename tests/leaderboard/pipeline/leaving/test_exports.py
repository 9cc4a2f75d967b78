"""Copies of people's data: what is in them, what is not, and how they come and go."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.db.models import F

from leaderboard.models import DataExport, ExportState, Mail, User
from leaderboard.pipeline import accounts
from leaderboard.pipeline.leaving import export_content, exports
from leaderboard.pipeline.sweeper import sweep
from leaderboard.pipeline.tidying.housekeeping import tidy
from tests.factories import GeneratorFactory, UserFactory, publish, scored_submission
from tests.leaderboard.pipeline.leaving import leavers
from tests.leaderboard.pipeline.notifying.hooks import webhook_of
from tests.leaderboard.pipeline.threads import together
from workers.tasks.leaving import export_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def content_of(user: User) -> dict[str, bytes]:
    file = io.BytesIO()
    export_content.write(user, file)
    with zipfile.ZipFile(file) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def rows_in(files: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(files[name])
    return rows


def later(**columns: timedelta) -> None:
    DataExport.objects.update(**{name: F(name) - back for name, back in columns.items()})


def test_it_has_what_the_site_knows_and_the_readme_names_every_file() -> None:
    user = leavers.leaver()
    leavers.with_a_trace_everywhere(user)
    public, private = leavers.public_and_private(user)
    publish(public)
    files = content_of(user)
    readme = files["README.txt"].decode()
    assert all(f"{name}:" in readme for name in files if name != "README.txt")
    assert rows_in(files, "profile.json")[0]["email"] == leavers.ADDRESS
    assert rows_in(files, "sign_in.json")[0]["accounts_elsewhere"][0]["uid"] == "quux"
    assert [team["own_space"] for team in rows_in(files, "teams.json")] == [True, False]
    assert [token["name"] for token in rows_in(files, "tokens.json")] == ["quux token"]
    submissions = {row["submission"]: row for row in rows_in(files, "submissions.json")}
    assert submissions[public.pk]["evidence_sha256"]
    assert submissions[private.pk]["notes"] == "by Zoe Quux"
    assert any(score["dimension"] == "" for score in submissions[private.pk]["scores"])
    pictures = list(csv.DictReader(io.StringIO(files["pictures.csv"].decode())))
    assert len(pictures) == 2 * public.images.count()
    assert {row["by"] for row in rows_in(files, "audit.json")} == {"you", "the operators"}
    for name in export_content.PARTS:
        assert rows_in(files, name) or name == "quota.json", f"{name} is empty"


def test_no_secret_is_in_it() -> None:
    user = leavers.leaver()
    leavers.with_a_trace_everywhere(user)
    row, token = accounts.create_token(user, "ci")
    webhook = webhook_of(user)
    everything = b"\n".join(content_of(user).values()).decode()
    for secret in (
        token,
        row.digest,
        user.password,
        "JBSWY3DPEHPK3PXP",
        "sk-test-0123456789",
        "abcdefghij0123456789xyz",
    ):
        assert secret not in everything
    assert bytes(webhook.sealed or b"").decode() not in everything
    assert "whsec_" not in everything


def test_of_a_shared_team_it_has_ones_own_work_only() -> None:
    user, colleague = leavers.leaver(), UserFactory.create()
    team = leavers.team_of(user, colleague)
    generator = GeneratorFactory.create(owner=colleague, team=team)
    mine = scored_submission(generator=generator, submitted_by=user)
    scored_submission(generator=generator, submitted_by=colleague)
    left = scored_submission(generator=GeneratorFactory.create(owner=colleague), submitted_by=user)
    numbers = [row["submission"] for row in rows_in(content_of(user), "submissions.json")]
    assert numbers == [mine.pk], f"not {left.pk}: its team was left"
    assert colleague.email not in b"".join(content_of(user).values()).decode()


def test_a_worker_makes_it_and_a_mail_says_so(settings: LazySettings) -> None:
    settings.EMAIL_HOST = "smtp.example.org"
    export = exports.request(leavers.leaver())
    export_data(key=export.pk)
    export.refresh_from_db()
    assert (export.state, export.lease_token) == (ExportState.READY, None)
    assert default_storage.size(export.name) == export.byte_size
    assert Mail.objects.get().event == "account.export_ready"
    export_data(key=export.pk)  # a message that comes twice
    assert DataExport.objects.get().name == export.name


def test_one_at_a_time_and_three_a_day() -> None:
    user = leavers.leaver()
    exports.request(user)
    with pytest.raises(exports.ExportRefused, match="is being made"):
        exports.request(user)
    for _ in range(2):
        export_data(key=DataExport.objects.latest("pk").pk)
        exports.request(user)
    export_data(key=DataExport.objects.latest("pk").pk)
    with pytest.raises(exports.ExportRefused, match="3 copies"):
        exports.request(user)
    later(created_at=timedelta(days=1, minutes=1))
    exports.request(user)
    exports.request(UserFactory.create())


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_one_is_refused() -> None:
    user = leavers.leaver()

    def ask() -> bool:
        try:
            exports.request(user)
        except exports.ExportRefused:
            return False
        return True

    assert sorted(together([ask, ask])) == [False, True]


def test_an_expired_file_is_deleted_and_cannot_be_downloaded_before(
    django_capture_on_commit_callbacks: Any,
) -> None:
    user = leavers.leaver()
    export = exports.request(user)
    export_data(key=export.pk)
    export.refresh_from_db()
    assert exports.downloadable(user, export.pk)
    later(expires_at=exports.KEPT)
    assert exports.downloadable(user, export.pk) is None
    with django_capture_on_commit_callbacks(execute=True):
        tidy([])
    assert not default_storage.exists(export.name)
    assert DataExport.objects.get().state == ExportState.DELETED


def test_a_failure_is_repeated_and_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: str, file: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(exports, "store_file", full)
    export = exports.request(leavers.leaver())
    for _ in range(5):
        later(due_at=timedelta(hours=1))
        export_data(key=export.pk)
    export.refresh_from_db()
    assert (export.state, "no space left" in export.cause, export.attempt) == (ExportState.FAILED, True, 5)


def test_the_sweeper_offers_and_ends_them() -> None:
    export = exports.request(leavers.leaver())
    DataExport.objects.update(queued_at=None)
    assert sweep()["exports offered"] == 1
    later(deadline_at=timedelta(days=1))
    assert sweep()["exports ended"] == 1
    export.refresh_from_db()
    assert "a failure on our side" in export.cause


def test_a_worker_that_lost_its_claim_leaves_no_file(django_capture_on_commit_callbacks: Any) -> None:
    export = exports.request(leavers.leaver())
    claimed = exports.claim(export.pk)
    assert claimed
    name, size = exports.make(claimed[0])
    with django_capture_on_commit_callbacks(execute=True):
        exports.record_ready(export.pk, uuid.uuid4(), name, size)
    assert not default_storage.exists(name)
    assert DataExport.objects.get().state == ExportState.PENDING
