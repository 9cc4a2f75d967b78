"""What operators have to look at, and the counts that monitoring reads."""

from __future__ import annotations

from django.db import models

from leaderboard.models.clock import Now


class AlertKind(models.TextChoices):
    """STORAGE: files cannot be stored. FILE: a stored file is lost or damaged."""

    STORAGE = "storage", "storage"
    FILE = "file", "file"


class Alert(models.Model):
    """An ongoing fault on our side: deleted when the fault is over. ``subject`` is the path of a FILE.

    ``times`` counts how often it was noticed, last at ``seen_at``.
    """

    kind = models.CharField(max_length=8, choices=AlertKind.choices)
    subject = models.CharField(max_length=300, blank=True)
    cause = models.TextField()
    since = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="alert_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.cause}"


class TallyName(models.TextChoices):
    """What is counted, and what its label says.

    - LEASES_LOST: leases that ran out before their work ended; by kind of work.
    - SWEEPS, SWEEP_SECONDS: sweeps and the time that they took; no label.
    - SWEEP_ACTIONS: rows that the sweeper acted on; by step.
    - STAGES_ENDED: submissions that finished a stage, and boards that were published ("publishing"); by stage and
      number of the bucket of their time (``pipeline/work/stage_times.py``). STAGE_SECONDS: that time; by stage.
    - JUDGE_CALLS, ENDPOINT_CALLS: calls; by outcome.
    - JUDGE_SECONDS, ENDPOINT_SECONDS: the time from a call to its reply; by outcome.
    - BACKUPS: backups that were completed; no label.
    - MODERATIONS: what operators did that public pages show (they are made anew then); by action.
    """

    LEASES_LOST = "leases_lost", "leases lost"
    SWEEPS = "sweeps", "sweeps"
    SWEEP_SECONDS = "sweep_seconds", "seconds of sweeps"
    SWEEP_ACTIONS = "sweep_actions", "actions of sweeps"
    STAGES_ENDED = "stages_ended", "stages ended"
    STAGE_SECONDS = "stage_seconds", "seconds of stages"
    JUDGE_CALLS = "judge_calls", "judge calls"
    JUDGE_SECONDS = "judge_seconds", "seconds of judge calls"
    ENDPOINT_CALLS = "endpoint_calls", "endpoint calls"
    ENDPOINT_SECONDS = "endpoint_seconds", "seconds of endpoint calls"
    BACKUPS = "backups", "backups"
    MODERATIONS = "moderations", "actions of operators that public pages show"


class Tally(models.Model):
    """A figure that only grows: workers and the sweeper add to it (``tallies`` in the pipeline).

    ``changed_at``: when something was last added, if only 0.
    """

    name = models.CharField(max_length=20, choices=TallyName.choices)
    label = models.CharField(max_length=60, blank=True)
    value = models.FloatField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "label"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.label}: {self.value:g}"
