"""Rows and their constraints: a file per stage, and others for accounts, suites, judges, planned work and the site."""

from leaderboard.models.accounts import ApiToken, Scope, User
from leaderboard.models.agreement import HumanPanel, HumanScore
from leaderboard.models.audit import AuditAction, AuditEntry
from leaderboard.models.generation import Deletion, GeneratedImage, ImageStatus, StoredImage
from leaderboard.models.generation_settings import GenerationSettings
from leaderboard.models.judges import Admission, AnnouncedJudge, JudgeIncident, JudgeServer, Repeatability
from leaderboard.models.judging import MISSING, JudgedImage, JudgedImageStatus, Judgement, SupersededJudgement
from leaderboard.models.leaving import OPEN, AccountDeletion, DataExport, ExportState, is_leaving
from leaderboard.models.moderation import Ban, Report, ReportKind, ReportState
from leaderboard.models.notifications import (
    Mail,
    MailPreference,
    Sending,
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
)
from leaderboard.models.operations import Alert, AlertKind, Tally, TallyName
from leaderboard.models.picture_sets import PictureSet, SentPicture, SetPicture
from leaderboard.models.publishing import Board, Evidence, Release, ReleaseRow, ReleaseScore, SupersededEvidence
from leaderboard.models.repeats import RepeatedPicture
from leaderboard.models.request_keys import SubmissionKey
from leaderboard.models.scoring import ImageScore, ScoreMatrix, SubmissionScore
from leaderboard.models.sharing import SharedSubmission, ShareLink
from leaderboard.models.site import MarkName, SiteMark
from leaderboard.models.storage import SubmissionStorage
from leaderboard.models.submission import (
    BundleRun,
    EndpointRun,
    EndpointTrial,
    Generator,
    ImportRun,
    Kind,
    Outcome,
    QuotaEntry,
    Submission,
)
from leaderboard.models.suites import JudgeProfile, Prompt, PromptSuite
from leaderboard.models.teams import (
    CHANGING,
    Invitation,
    Membership,
    Role,
    Team,
    memberships_of,
    personal_team,
    role_in,
)
from leaderboard.models.uploads import UploadSession
from leaderboard.models.work import SweepFailure
from leaderboard.models.workers import Worker

__all__ = [
    "CHANGING",
    "MISSING",
    "OPEN",
    "AccountDeletion",
    "Admission",
    "Alert",
    "AlertKind",
    "AnnouncedJudge",
    "ApiToken",
    "AuditAction",
    "AuditEntry",
    "Ban",
    "Board",
    "BundleRun",
    "DataExport",
    "Deletion",
    "EndpointRun",
    "EndpointTrial",
    "Evidence",
    "ExportState",
    "GeneratedImage",
    "GenerationSettings",
    "Generator",
    "HumanPanel",
    "HumanScore",
    "ImageScore",
    "ImageStatus",
    "ImportRun",
    "Invitation",
    "JudgeIncident",
    "JudgeProfile",
    "JudgeServer",
    "JudgedImage",
    "JudgedImageStatus",
    "Judgement",
    "Kind",
    "Mail",
    "MailPreference",
    "MarkName",
    "Membership",
    "Outcome",
    "PictureSet",
    "Prompt",
    "PromptSuite",
    "QuotaEntry",
    "Release",
    "ReleaseRow",
    "ReleaseScore",
    "Repeatability",
    "RepeatedPicture",
    "Report",
    "ReportKind",
    "ReportState",
    "Role",
    "Scope",
    "ScoreMatrix",
    "Sending",
    "SentPicture",
    "SetPicture",
    "ShareLink",
    "SharedSubmission",
    "SiteMark",
    "StoredImage",
    "Submission",
    "SubmissionKey",
    "SubmissionScore",
    "SubmissionStorage",
    "SupersededEvidence",
    "SupersededJudgement",
    "SweepFailure",
    "Tally",
    "TallyName",
    "Team",
    "UploadSession",
    "User",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
    "Worker",
    "is_leaving",
    "memberships_of",
    "personal_team",
    "role_in",
]
