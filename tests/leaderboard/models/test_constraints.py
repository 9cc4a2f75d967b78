"""Every constraint of every table refuses what it is there to refuse, in PostgreSQL itself."""

from __future__ import annotations

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

NOW = timezone.now()


class Case(NamedTuple):
    """A row that breaks the constraint: a copy of the named row, or with ``update`` the row itself, with these values.

    ``constraint`` is its name, or "Model.field" for a field that is unique by itself.
    """

    constraint: str
    row: str
    values: dict[str, Any]
    update: bool = False

    def __str__(self) -> str:
        return f"{self.constraint}-{'-'.join(self.values)}"


def copy(constraint: str, row: str, **values: Any) -> Case:
    return Case(constraint, row, values)


def change(constraint: str, row: str, **values: Any) -> Case:
    return Case(constraint, row, values, update=True)


CASES = [
    # accounts
    copy("User.email", "owner"),
    copy("user_email_unique_any_case", "owner", email="SAME"),
    copy("ApiToken.digest", "token"),
    change("token_scopes_known", "token", scopes=[]),
    change("token_scopes_known", "token", scopes=["read", "admin"]),
    change("user_erased_has_nothing", "owner", erased_at=NOW),
    # copies of people's data, and the end of accounts
    copy("account_deletion_one_at_a_time", "deletion"),
    change("account_deletion_ends_once", "deletion", cancelled_at=NOW, done_at=NOW),
    copy("data_export_one_at_a_time", "export"),
    change("data_export_has_a_deadline", "export", deadline_at=None),
    change("data_export_has_a_deadline", "export", state="deleted"),
    change("data_export_ready_has_a_file", "export", state="ready", ended_at=NOW, deadline_at=None),
    change("data_export_ready_has_a_file", "export", name="exports/x.zip"),
    change("data_export_failure_has_a_cause", "export", state="failed", ended_at=NOW, deadline_at=None),
    # teams
    copy("Team.personal_of", "personal_team"),
    change("team_has_a_name_or_a_person", "personal_team", name="Lab"),
    change("team_has_a_name_or_a_person", "team", name=""),
    copy("membership_once", "membership"),
    change("membership_role_known", "membership", role="boss"),
    copy("Invitation.digest", "invitation", email="other@example.org"),
    copy("invitation_once", "invitation", digest="1" * 64, email="NEW@example.org"),
    change("invitation_role_known", "invitation", role="boss"),
    change("invitation_ends_once", "invitation", accepted_at=NOW, revoked_at=NOW),
    # suites and profiles
    copy("suite_version_once", "suite"),
    copy("prompt_key_once", "prompt", position=2),
    copy("prompt_position_once", "prompt", key="p002"),
    copy("judge_profile_version_once", "profile", sha256="1" * 64),
    copy("JudgeProfile.sha256", "profile", version="2"),
    # submission
    copy("generator_name_once_per_team", "generator"),
    change("generator_parameter_count_positive", "generator", parameter_count=0),
    change("generator_price_positive", "generator", price_usd=0, price_declared_on=NOW),
    change("generator_price_has_a_day", "generator", price_usd=1),
    change("generator_price_has_a_day", "generator", price_declared_on=NOW),
    change("submission_running_has_a_deadline", "submission", deadline_at=None),
    change("submission_running_has_a_deadline", "submission", ended_at=NOW),
    change("submission_running_has_a_deadline", "submission", outcome="scored"),
    change("submission_failure_has_a_cause", "submission", outcome="failed", ended_at=NOW),
    change("submission_failure_has_a_cause", "submission", outcome="rejected", ended_at=NOW),
    change("submission_public_is_scored", "submission", public_at=NOW),
    change(
        "submission_practice_is_private",
        "submission",
        outcome="scored",
        deadline_at=None,
        ended_at=NOW,
        public_at=NOW,
        practice_rule=1,
    ),
    change("submission_public_is_scored", "submission", outcome="failed", cause="…", ended_at=NOW, public_at=NOW),
    change("submission_withdrawn_was_public", "submission", outcome="scored", ended_at=NOW, withdrawn_at=NOW),
    change("submission_public_keeps_files", "submission", files_deleted_at=NOW),
    change(
        "submission_public_keeps_files",
        "submission",
        outcome="scored",
        ended_at=NOW,
        deadline_at=None,
        public_at=NOW,
        files_deleted_at=NOW,
    ),
    change("submission_has_a_language", "submission", languages=[]),
    change("generator_unlisted_has_a_reason", "generator", unlisted_at=NOW),
    change("submission_pictures_per_prompt_in_range", "submission", pictures_per_prompt=0),
    change("submission_pictures_per_prompt_in_range", "submission", pictures_per_prompt=5),
    change("submission_unlisted_has_a_reason", "submission", unlisted_at=NOW),
    change("submission_taken_down_has_a_reason", "submission", taken_down_at=NOW),
    copy("EndpointRun.submission", "endpoint"),
    copy("GenerationSettings.submission", "settings"),
    copy("settings_state_something", "settings", submission="another", steps=None),
    copy("settings_seed_policy_known", "settings", submission="another", seed_policy="always"),
    copy("settings_seed_is_fixed", "settings", submission="another", seed=1),
    copy("settings_seed_is_fixed", "settings", submission="another", seed=-1, seed_policy="fixed"),
    copy("settings_steps_positive", "settings", submission="another", steps=0),
    copy("settings_guidance_in_range", "settings", submission="another", guidance=1000.5),
    copy("settings_rewriter_rewrites", "settings", submission="another", prompt_rewriter="x"),
    copy("BundleRun.submission", "bundle"),
    copy("ImportRun.submission", "imported", sha256="1" * 64),
    copy("ImportRun.sha256", "imported", submission="another"),
    copy("QuotaEntry.submission", "quota_entry"),
    copy("SubmissionKey.submission", "request_key", key="run-2"),
    copy("submission_key_once_per_generator", "request_key", submission="another"),
    change("submission_key_not_empty", "request_key", key=""),
    change("submission_storage_not_negative", "storage", picture_bytes=-1),
    change("submission_storage_not_negative", "storage", rendition_bytes=-1),
    copy("upload_one_at_a_time", "upload", id=uuid.uuid4(), name="bundles/direct/2.zip"),
    copy("UploadSession.name", "upload", id=uuid.uuid4(), ended_at=NOW, cause="…"),
    copy("UploadSession.submission", "upload_done", id=uuid.uuid4(), name="bundles/direct/2.zip"),
    change("upload_has_bytes", "upload", byte_size=0),
    change("upload_has_bytes", "upload", part_bytes=0),
    change("upload_end_has_a_submission_or_cause", "upload", ended_at=NOW),
    change("upload_end_has_a_submission_or_cause", "upload", cause="…"),
    copy("ShareLink.digest", "share_link"),
    copy("share_link_expires", "share_link", digest="1" * 64, expires_at=NOW - timedelta(days=1)),
    copy("shared_submission_once", "shared", position=1),
    copy("shared_position_once", "shared", submission="another"),
    copy("picture_set_announced_once", "picture_set", id=uuid.uuid4()),
    copy("PictureSet.submission", "picture_set_done", id=uuid.uuid4()),
    change("picture_set_has_bytes", "picture_set", byte_size=0),
    change("picture_set_end_has_a_submission_or_cause", "picture_set", ended_at=NOW),
    change("picture_set_end_has_a_submission_or_cause", "picture_set", cause="…"),
    copy("set_picture_once_per_sample", "set_picture"),
    change("set_picture_sample_in_range", "set_picture", sample=4),
    change("set_picture_sample_in_range", "set_picture", sample=-1),
    change("picture_set_pictures_per_prompt_in_range", "picture_set", pictures_per_prompt=0),
    change("upload_pictures_per_prompt_in_range", "upload", pictures_per_prompt=5),
    change("set_picture_has_bytes", "set_picture", byte_size=0),
    change("set_picture_has_a_sha256", "set_picture", sha256="A" * 64),
    copy("sent_picture_once_per_team", "sent_picture", name="sent/00/1"),
    copy("SentPicture.name", "sent_picture", sha256="1" * 64),
    change("sent_picture_has_bytes", "sent_picture", byte_size=0),
    # generation
    copy("image_once_per_sample", "image"),
    change("image_sample_in_range", "image", sample=4),
    change("image_sample_in_range", "image", sample=-1),
    change("image_stored_has_bytes", "image", status="stored"),
    change("image_stored_has_bytes", "image", stored="picture"),
    change("image_stored_has_bytes", "image", status="failed", cause="…", stored="picture"),
    change("image_failed_has_a_cause", "image", status="failed"),
    change("image_hidden_has_a_reason", "image", hidden_at=NOW),
    change("image_excluded_has_a_reason", "image", excluded_at=NOW),
    # judging
    copy("repeat_once_per_round", "repeat"),
    change("repeat_rounds_are_limited", "repeat", round=3),
    change("repeat_has_a_cause", "repeat", cause=""),
    copy("submission_pictures_once_per_profile", "again"),
    copy("judging_once_per_profile", "judging"),
    copy("judgement_once_per_dimension", "judgement"),
    change("judgement_verdicts_match_status", "judgement", status="malformed", verdicts=[["Detail", "Noise", 1]]),
    change("judgement_verdicts_match_status", "judgement", status="refused", verdicts=[["Detail", "Noise", None]]),
    change("judgement_rescued_has_a_first_reply", "judgement", status="rescued"),
    copy("judge_server_once_per_profile", "server"),
    copy("judge_incident_one_open", "incident"),
    copy("AnnouncedJudge.address", "announced"),
    # scoring
    copy("image_score_once", "image_score"),
    copy("submission_score_once", "submission_score"),
    change("submission_score_in_range", "submission_score", mean=-0.1),
    change("submission_score_in_range", "submission_score", mean=100.1),
    change("submission_score_in_range", "submission_score", images=0),
    copy("score_matrix_once", "matrix"),
    # ranking and publishing
    copy("Board.slug", "board", language="zh"),
    copy("board_once", "board", slug="other"),
    copy("release_number_once", "release"),
    copy("release_submission_once", "release_row", position=2),
    copy("release_position_once", "release_row", submission="another"),
    copy("release_score_once", "release_score"),
    change("release_rank_needs_a_score", "release_score", mean=None, rank=1),
    copy("Evidence.submission", "evidence"),
    copy("superseded_evidence_once", "superseded_evidence"),
    # planned work
    copy("sweep_failure_once", "sweep_failure"),
    # workers
    copy("Worker.name", "worker"),
    copy("SiteMark.name", "mark"),
    # operations
    copy("alert_once", "alert"),
    copy("tally_once", "tally"),
    # audit
    copy("audit_names_an_actor", "audit_entry", actor=" "),
    copy("audit_people_give_a_reason", "audit_entry", reason=" \n"),
    copy("audit_people_give_a_reason", "audit_entry", reason="", actor_id=None, public=True),
    copy("audit_people_give_a_reason", "audit_entry", reason="", action="submission.view", public=True),
    # notifications
    change("webhook_has_an_event", "webhook", events=[]),
    change("webhook_deleted_has_no_secrets", "webhook", sealed=None),
    change("webhook_deleted_has_no_secrets", "webhook", deleted_at=NOW, disabled_at=NOW),
    change("webhook_cause_means_disabled", "webhook", disabled_cause="…"),
    copy("webhook_message_once", "delivery"),
    change("webhook_delivery_has_a_deadline", "delivery", deadline_at=None),
    change("webhook_delivery_has_a_deadline", "delivery", outcome="delivered"),
    change("webhook_delivery_failure_has_a_cause", "delivery", outcome="failed", ended_at=NOW),
    change("mail_has_a_deadline", "mail", deadline_at=None),
    change("mail_has_a_deadline", "mail", outcome="failed", cause="…"),
    change("mail_failure_has_a_cause", "mail", outcome="failed", ended_at=NOW),
    # moderation
    copy("ban_one_at_a_time", "ban"),
    change("ban_has_a_reason", "ban", reason="\n "),
    change("report_closed_has_an_outcome", "report", closed_at=NOW),
    change("report_closed_has_an_outcome", "report", state="resolved", closed_at=NOW, closed_by="anna"),
    change("report_closed_has_an_outcome", "report", state="dismissed", closed_at=NOW, outcome="…"),
    # agreement
    copy("HumanPanel.title", "panel"),
    copy("human_score_once", "human_score"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_a_constraint_forbids_is_refused(rows: SimpleNamespace, case: Case) -> None:
    row: models.Model = getattr(rows, case.row)
    for field, value in _values(rows, case).items():
        setattr(row, field, value)
    if not case.update:
        row.pk, row._state.adding = None, True
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row.save()
    cause = refusal.value.__cause__
    assert isinstance(cause, psycopg.errors.IntegrityError)
    assert cause.diag.constraint_name == _name_in_database(case.constraint)


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ("prompt", {"key": "p002", "position": 2}),
        ("image", {"language": "zh"}),
        ("image", {"sample": 1}),
        ("set_picture", {"sample": 1}),
        ("judgement", {"dimension": "Alignment"}),
        ("release_score", {"dimension": "Quality"}),
        ("submission_score", {"scope": "target"}),
        ("release", {"number": 2}),
    ],
)
def test_a_row_that_differs_in_its_identity_is_taken(rows: SimpleNamespace, row: str, values: dict[str, Any]) -> None:
    copied = getattr(rows, row)
    copied.pk, copied._state.adding = None, True
    for field, value in values.items():
        setattr(copied, field, value)
    copied.save()
    assert type(copied).objects.count() == 2


def test_every_constraint_has_a_case() -> None:
    tested = {case.constraint for case in CASES}
    named, unique = set[str](), set[str]()
    for model in apps.get_app_config("leaderboard").get_models():
        named |= {constraint.name for constraint in model._meta.constraints}
        unique |= {
            f"{model.__name__}.{field.name}"
            for field in model._meta.concrete_fields
            if field.unique and not field.primary_key
        }
    assert len(named) > 25
    assert tested == named | unique


def _values(rows: SimpleNamespace, case: Case) -> dict[str, Any]:
    """The case's values, with rows in the place of the words that stand for them."""
    values = dict(case.values)
    if values.get("email") == "SAME":
        values["email"] = rows.owner.email.upper()
    if values.get("stored") == "picture":
        values["stored"] = rows.stored
    if values.get("submission") == "another":
        another = type(rows.submission).objects.get(pk=rows.submission.pk)
        another.pk, another._state.adding = None, True
        another.save()
        values["submission"] = another
    return values


def _name_in_database(constraint: str) -> str:
    """The constraint's name; that of a unique field was made up by Django, and is asked of the database."""
    if "." not in constraint:
        return constraint
    model, field_name = constraint.split(".")
    table, column = (meta := apps.get_model("leaderboard", model)._meta).db_table, meta.get_field(field_name).column
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return next(
        name
        for name, facts in found.items()
        if facts["unique"] and facts["columns"] == [column] and not facts["primary_key"]
    )
