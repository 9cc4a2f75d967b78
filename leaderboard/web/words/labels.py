"""The words that pages show for stored values."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leaderboard.domain.events import Event
from leaderboard.domain.images.metadata import Metadata
from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.domain.stages import Stage
from leaderboard.models import AuditAction, Kind, Outcome, ReportKind, ReportState, Role, Scope, Sending
from leaderboard.queries.verdicts import EXCLUDED, NO_IMAGE, NOT_JUDGED

Text = str | Promise

STAGES: dict[str, Text] = {
    Stage.SUBMISSION: _("Submission"),
    Stage.GENERATION: _("Generation"),
    Stage.JUDGING: _("Judging"),
    Stage.SCORING: _("Scoring"),
    Stage.RANKING: _("Ranking"),
    Stage.PUBLISHING: _("Publishing"),
}

OUTCOMES: dict[str, Text] = {
    Outcome.RUNNING: _("running"),
    Outcome.SCORED: _("scored"),
    Outcome.REJECTED: _("rejected"),
    Outcome.FAILED: _("failed"),
}

OUTCOME_BADGES = {
    Outcome.RUNNING.value: "badge--accent",
    Outcome.SCORED.value: "badge--good",
    Outcome.REJECTED.value: "badge--bad",
    Outcome.FAILED.value: "badge--bad",
}

EVENTS: dict[str, Text] = {
    Event.SCORED: _("A submission is scored"),
    Event.FAILED: _("A submission failed"),
    Event.REJECTED: _("A bundle is rejected"),
    Event.CANCELLED: _("A submission is cancelled"),
    Event.RELEASE: _("A board with one of your models has a new release"),
    Event.TEST: _("Test"),
}

SENDINGS: dict[str, Text] = {
    Sending.PENDING: _("waiting to be sent"),
    Sending.DELIVERED: _("delivered"),
    Sending.FAILED: _("failed"),
}

SENDING_BADGES = {
    Sending.PENDING.value: "badge--accent",
    Sending.DELIVERED.value: "badge--good",
    Sending.FAILED.value: "badge--bad",
}

KINDS: dict[str, Text] = {Kind.ENDPOINT: _("endpoint"), Kind.BUNDLE: _("bundle"), Kind.IMPORT: _("import")}

ROLES: dict[str, Text] = {Role.OWNER: _("owner"), Role.MEMBER: _("member"), Role.READER: _("reader")}

SCOPES: dict[str, Text] = {
    Scope.READ: _("read: see your private submissions and download them"),
    Scope.SUBMIT: _("submit: register generators, submit, cancel"),
    Scope.PUBLISH: _("publish: publish and withdraw results, change teams"),
    Scope.ACCOUNT: _("account: download a copy of all your data"),
}

METADATA: dict[str, Text] = {
    Metadata.LOCATION: _("location (GPS)"),
    Metadata.CAMERA: _("camera or phone"),
    Metadata.SERIAL: _("its serial number"),
    Metadata.AUTHOR: _("author, owner or copyright"),
}
"""What the metadata in a picture's file reveals."""

OPERATORS_DID: dict[str, Text] = {
    AuditAction.SUBMISSION_CANCEL: _("cancelled this submission"),
    AuditAction.SUBMISSION_RETRY: _("resumed this submission"),
    AuditAction.SUBMISSION_TRY_NOW: _("retried the waiting work at once"),
    AuditAction.SUBMISSION_REJUDGE: _("repeated judge calls"),
    AuditAction.SUBMISSION_REFUND: _("refunded its quota"),
    AuditAction.SUBMISSION_WITHDRAW: _("withdrew it"),
    AuditAction.SUBMISSION_UNLIST: _("took it off the boards"),
    AuditAction.SUBMISSION_RELIST: _("put it on the boards again"),
    AuditAction.SUBMISSION_TAKE_DOWN: _("took it down"),
}
"""What operators did to a submission, in the words that its author reads."""

JUDGEMENT_STATUSES: dict[str, Text] = {
    JudgementStatus.OK: _("valid reply"),
    JudgementStatus.REPAIRED: _("repaired reply"),
    JudgementStatus.RESCUED: _("valid on the second, schema-constrained attempt"),
    JudgementStatus.TRUNCATED: _("cut off at the token limit"),
    JudgementStatus.MALFORMED: _("unreadable"),
    JudgementStatus.UNKNOWN_FACET: _("names an unknown facet"),
    JudgementStatus.ALL_NOT_APPLICABLE: _("no facet applies"),
    JudgementStatus.REFUSED: _("refused by the judge"),
    JudgementStatus.TRANSPORT_FAILURE: _("no reply, repeatedly"),
    NO_IMAGE: _("no picture"),
    NOT_JUDGED: _("not judged yet"),
    EXCLUDED: _("excluded from scoring by the operators"),
}

REPORT_KINDS: dict[str, Text] = {
    ReportKind.ILLEGAL: _("Illegal content"),
    ReportKind.PERSONAL: _("Personal data"),
    ReportKind.COPYRIGHT: _("Copyright"),
    ReportKind.NOT_THE_MODEL: _("Not made by the stated model"),
    ReportKind.SCORE: _("Wrong score"),
    ReportKind.OTHER: _("Something else"),
}

REPORT_STATES: dict[str, Text] = {
    ReportState.OPEN: _("to be decided"),
    ReportState.RESOLVED: _("resolved"),
    ReportState.DISMISSED: _("dismissed"),
}

VERDICTS: dict[int | str | None, Text] = {
    0: _("0 · fail"),
    1: _("1 · pass"),
    2: _("2 · excellent"),
    "N/A": _("not applicable"),
    None: _("no verdict"),
}

NO_VERDICT: Text = _("none, or not applicable")
"""For a score of None, which stands for a missing verdict as well as for "not applicable"."""

VERDICT_CLASSES: dict[int | str | None, str] = {
    0: "verdict--fail",
    1: "verdict--pass",
    2: "verdict--excel",
    "N/A": "verdict--none",
    None: "verdict--none",
}
