"""One row of every table, each with as little in it as the table allows."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from leaderboard.models import (
    AccountDeletion,
    Alert,
    AlertKind,
    AnnouncedJudge,
    ApiToken,
    AuditAction,
    AuditEntry,
    Ban,
    Board,
    BundleRun,
    DataExport,
    EndpointRun,
    Evidence,
    GeneratedImage,
    GenerationSettings,
    Generator,
    HumanPanel,
    HumanScore,
    ImageScore,
    ImportRun,
    Invitation,
    JudgedImage,
    JudgeIncident,
    Judgement,
    JudgeProfile,
    JudgeServer,
    Kind,
    Mail,
    MailPreference,
    Membership,
    PictureSet,
    Prompt,
    PromptSuite,
    QuotaEntry,
    Release,
    ReleaseRow,
    ReleaseScore,
    RepeatedPicture,
    Report,
    Role,
    ScoreMatrix,
    SentPicture,
    SetPicture,
    SharedSubmission,
    ShareLink,
    SiteMark,
    Submission,
    SubmissionKey,
    SubmissionScore,
    SubmissionStorage,
    SupersededEvidence,
    SweepFailure,
    Tally,
    TallyName,
    Team,
    UploadSession,
    Webhook,
    WebhookDelivery,
    Worker,
)
from tests.factories import GeneratorFactory, stored_image

SHA = "0" * 64


def _about_upload(generator: Generator, suite: PromptSuite) -> dict[str, Any]:
    """What an upload in two parts has to have."""
    return {
        "owner": generator.owner,
        "generator": generator,
        "suite": suite,
        "languages": ["en"],
        "byte_size": 10,
        "part_bytes": 5,
        "expires_at": timezone.now(),
    }


@pytest.fixture
def rows(db: None) -> SimpleNamespace:
    """The rows by name; those that belong together refer to each other."""
    now = timezone.now()
    generator = GeneratorFactory.create()
    suite = PromptSuite.objects.create(key="street", version="1", languages=["en"], sha256=SHA)
    prompt = Prompt.objects.create(suite=suite, position=1, key="p001", texts={"en": "A fox"}, targets=[])
    profile = JudgeProfile.objects.create(key="judge", version="1", comparable=False, sha256=SHA, files={})
    submission = Submission.objects.create(
        generator=generator,
        suite=suite,
        judge_profile=profile,
        kind=Kind.ENDPOINT,
        languages=["en"],
        deadline_at=now,
    )
    image = GeneratedImage.objects.create(submission=submission, prompt=prompt, language="en")
    judging = JudgedImage.objects.create(
        image=image, submission=submission, judge_profile=profile, dimensions=["Quality"]
    )
    board = Board.objects.create(suite=suite, judge_profile=profile, language="en", slug="street-1-judge-1-en")
    release = Release.objects.create(board=board, number=1, published_at=now, sha256=SHA, content={})
    release_row = ReleaseRow.objects.create(
        release=release,
        submission=submission,
        position=1,
        open_weights=True,
        planned_judgements=1,
        judged_judgements=1,
    )
    team = Team.objects.create(name="Lab")
    about_upload = _about_upload(generator, suite)
    about_set = {name: value for name, value in about_upload.items() if name != "part_bytes"}
    picture_set = PictureSet.objects.create(digest=SHA, **about_set)
    panel = HumanPanel.objects.create(title="Readers", source="a magazine", board=board)
    webhook = Webhook.objects.create(
        team=generator.team,
        name="CI",
        events=["submission.scored"],
        shown_url="https://ci.example.org",
        sealed=b"sealed",
    )
    again = Submission.objects.create(
        generator=generator,
        suite=suite,
        judge_profile=profile,
        kind=Kind.ENDPOINT,
        languages=["en"],
        deadline_at=now,
        pictures_of=submission,
    )
    share_link = ShareLink.objects.create(created_by=generator.owner, digest=SHA, expires_at=now + timedelta(days=1))
    return SimpleNamespace(
        share_link=share_link,
        shared=SharedSubmission.objects.create(link=share_link, submission=submission, position=0),
        again=again,
        repeat=RepeatedPicture.objects.create(image=image, round=1, cause="503", failures=5),
        generator=generator,
        owner=generator.owner,
        suite=suite,
        prompt=prompt,
        profile=profile,
        submission=submission,
        image=image,
        judging=judging,
        board=board,
        release=release,
        release_row=release_row,
        panel=panel,
        stored=stored_image("a fox"),
        alert=Alert.objects.create(kind=AlertKind.FILE, subject="images/00", cause="it is not there"),
        tally=Tally.objects.create(name=TallyName.SWEEPS, value=1),
        audit_entry=AuditEntry.objects.create(
            actor="anna@example.org",
            actor_id=generator.owner_id,
            action=AuditAction.SUBMISSION_CANCEL,
            target_kind="submission",
            target_id=str(submission.pk),
            reason="its author asked for it",
        ),
        personal_team=generator.team,
        team=team,
        membership=Membership.objects.create(team=team, user=generator.owner, role=Role.OWNER),
        invitation=Invitation.objects.create(
            team=team, email="new@example.org", role=Role.READER, digest=SHA, expires_at=now
        ),
        token=ApiToken.objects.create(user=generator.owner, name="mine", digest=SHA),
        endpoint=EndpointRun.objects.create(submission=submission, base_url="https://images.example.org/v1"),
        settings=GenerationSettings.objects.create(submission=submission, steps=30),
        bundle=BundleRun.objects.create(submission=submission, file_name="bundle.zip", byte_size=1),
        imported=ImportRun.objects.create(submission=submission, sha256=SHA, report={}),
        upload=UploadSession.objects.create(name="bundles/direct/0.zip", **about_upload),
        upload_done=UploadSession.objects.create(
            name="bundles/direct/1.zip", ended_at=now, submission=submission, **about_upload
        ),
        picture_set=picture_set,
        picture_set_done=PictureSet.objects.create(digest=SHA, ended_at=now, submission=submission, **about_set),
        set_picture=SetPicture.objects.create(
            picture_set=picture_set, prompt=prompt, language="en", sha256=SHA, byte_size=1, name="p001.en.png"
        ),
        sent_picture=SentPicture.objects.create(
            team=generator.team, sha256=SHA, byte_size=1, name="sent/00/0", expires_at=now
        ),
        storage=SubmissionStorage.objects.create(
            submission=submission, picture_bytes=1, rendition_bytes=1, counted_at=now
        ),
        request_key=SubmissionKey.objects.create(
            generator=generator, key="run-1", request_sha256=SHA, submission=submission
        ),
        quota_entry=QuotaEntry.objects.create(user=generator.owner, submission=submission, debited_at=now),
        judgement=Judgement.objects.create(judging=judging, dimension="Quality", status="ok", attempt=1),
        mark=SiteMark.objects.create(name="storage", value="a random text"),
        worker=Worker.objects.create(name="judging@machine", clock_ahead_s=0.0),
        announced=AnnouncedJudge.objects.create(
            address="http://judge:8000", profile_sha256=SHA, slots=64, state="serving", announced_by=uuid4()
        ),
        server=JudgeServer.objects.create(name="judge:8000", judge_profile=profile),
        incident=JudgeIncident.objects.create(
            server="judge:8000", judge_profile=profile, since=timezone.now(), cause="the same verdicts"
        ),
        image_score=ImageScore.objects.create(judging=judging, scope="judged", levels=[]),
        submission_score=SubmissionScore.objects.create(
            submission=submission, judge_profile=profile, language="en", scope="judged", mean=60, images=1
        ),
        matrix=ScoreMatrix.objects.create(submission=submission, language="en", data=b""),
        release_score=ReleaseScore.objects.create(row=release_row, mean=60),
        human_score=HumanScore.objects.create(panel=panel, row=release_row, score=4.5),
        sweep_failure=SweepFailure.objects.create(step="overdue", cause="…", attempt=1, failed_at=now, due_at=now),
        evidence=Evidence.objects.create(submission=submission, sha256=SHA, byte_size=1, hidden=False),
        superseded_evidence=SupersededEvidence.objects.create(
            submission=submission, sha256=SHA, byte_size=1, hidden=False, written_at=now
        ),
        webhook=webhook,
        delivery=WebhookDelivery.objects.create(
            webhook=webhook, message_id="msg_1", event="submission.scored", payload="{}", deadline_at=now
        ),
        deletion=AccountDeletion.objects.create(user=generator.owner, remove_name=False, due_at=now),
        export=DataExport.objects.create(user=generator.owner, deadline_at=now),
        mail=Mail.objects.create(user=generator.owner, event="submission.scored", data={}, deadline_at=now),
        mail_preference=MailPreference.objects.create(user=generator.owner, events=[]),
        ban=Ban.objects.create(user=generator.owner, reason="advertising"),
        report=Report.objects.create(generator=generator, kind="other", text="…", language="en", deadline_at=now),
    )
