"""A submission's progress as its page shows it live: a bar and words per stage."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.domain.stages import Stage
from leaderboard.models import Kind, Outcome
from leaderboard.pipeline.admission.forecast import Turn
from leaderboard.queries.submissions import StageProgress, SubmissionProgress
from leaderboard.web.words import durations, labels

_CLASSES = {"done": "is-done", "running": "is-current", "failed": "is-failed", "waiting": ""}


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage; ``value`` of ``maximum`` fills its bar."""

    label: labels.Text
    css_class: str
    state: str
    value: int
    maximum: int
    detail: str


@dataclass(frozen=True, slots=True)
class StatusLine:
    """How many judgements have one status."""

    status: str
    label: labels.Text
    count: int


def stage_lines(progress: SubmissionProgress) -> list[StageLine]:
    """The six stages in their order."""
    return [
        StageLine(
            label=labels.STAGES[stage.stage],
            css_class="is-current" if _is_waited_in(stage, progress) else _CLASSES[stage.state],
            state=_state(stage, progress),
            # A stage that has no work can still be done.
            value=stage.done if stage.total else int(stage.state == "done"),
            maximum=stage.total or 1,
            detail=_detail(stage, progress),
        )
        for stage in progress.stages
    ]


def _is_waited_in(stage: StageProgress, progress: SubmissionProgress) -> bool:
    """Whether the submission is in this stage and waits for its turn."""
    return stage.stage == progress.stage and stage.state == "waiting"


def status_lines(progress: SubmissionProgress) -> list[StatusLine]:
    """The recorded judgements by status."""
    return [
        StatusLine(status, labels.JUDGEMENT_STATUSES.get(status, status), count)
        for status, count in progress.statuses.items()
    ]


def time_left(progress: SubmissionProgress, turn: Turn | None = None) -> str:
    """The estimated time left in words; "" outside generation and judging."""
    if progress.outcome != Outcome.RUNNING or progress.stage not in {Stage.GENERATION, Stage.JUDGING}:
        return ""
    # Its own pace says most. One whose pictures stand behind others', or have just reached the judge, has none yet.
    seconds = progress.seconds_left
    if seconds is None and turn is not None and (turn.submissions_before or progress.stage == Stage.JUDGING):
        seconds = turn.ends_in_s
    return _("known after the first results") if seconds is None else durations.about(seconds)


def _state(stage: StageProgress, progress: SubmissionProgress) -> str:
    if stage.state == "waiting" and progress.outcome in {Outcome.FAILED, Outcome.REJECTED}:
        return _("not reached")
    return {"done": _("done"), "running": _("running"), "failed": _("failed"), "waiting": _("waiting")}[stage.state]


def _detail(stage: StageProgress, progress: SubmissionProgress) -> str:
    numbers = {"done": stage.done, "total": stage.total}
    match stage.stage:
        case Stage.SUBMISSION if progress.kind == Kind.BUNDLE:
            return ngettext("%(done)d of %(total)d file", "%(done)d of %(total)d files", stage.total) % numbers
        case Stage.GENERATION if stage.total:
            return _pictures(progress)
        case Stage.JUDGING if stage.total:
            return _("%(done)d of %(total)d judge calls") % numbers
        case Stage.RANKING if progress.outcome == Outcome.SCORED and not progress.public:
            return _("not for practice") if progress.practice else _("once you make it public")
        case _:
            return ""


def _pictures(progress: SubmissionProgress) -> str:
    stored = _("%(stored)d of %(planned)d pictures") % {
        "stored": progress.images_stored,
        "planned": progress.images_planned,
    }
    if not progress.images_failed:
        return stored
    return stored + " · " + _("%(failed)d failed") % {"failed": progress.images_failed}
