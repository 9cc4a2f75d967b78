"""Stage 3: the judge servers of a profile, their incidents and pace, and the measured noise of a profile."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leaderboard.domain.judging.announcement import JudgeState
from leaderboard.domain.judging.breaker import BreakerState
from leaderboard.domain.recorded import times
from leaderboard.models.suites import JudgeProfile


class JudgeServer(models.Model):
    """A judge at one address and what the workers last found out about it, for one profile.

    - ``seen_at``: when a worker last had this judge in its list.
    - ``left_at``: when it was taken off the lists because it had ended or fallen silent; None while it is on one.
    - ``looked_at``, ``items``: when it was last compared with the profile, and the result:
      [{"name", "ok", "found", "advice"}, …].
    - ``refusal``, ``drift``: why it gets no work, "" if it does. A refused judge differs from its profile; the scores
      of one that drifted left their bands on the canary pictures.
    - ``breaker``: the state of its circuit breaker as a worker last told, ``breaker_since`` when it last opened or
      closed, ``breaker_cause`` why it was last opened.
    - ``canary``: means of the last canary, [[dimension or "", mean], …].
    - ``engine_version``: what it last answered, since ``engine_since``; ``engine_before`` is what it answered before
      that, "" if it has not changed.
    """

    name = models.CharField(max_length=300)
    judge_profile = models.ForeignKey(JudgeProfile, on_delete=models.CASCADE, related_name="servers")
    looked_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    items = models.JSONField(default=list)
    refusal = models.TextField(blank=True)
    canary_due_at = models.DateTimeField(db_default=Now())
    canary_at = models.DateTimeField(null=True)
    canary = models.JSONField(default=list)
    drift = models.TextField(blank=True)
    breaker = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in BreakerState],
        db_default=BreakerState.CLOSED.value,
    )
    breaker_since = models.DateTimeField(db_default=Now())
    breaker_cause = models.TextField(blank=True, db_default="")
    left_at = models.DateTimeField(null=True)
    engine_version = models.CharField(max_length=100, blank=True, db_default="")
    engine_since = models.DateTimeField(null=True)
    engine_before = models.CharField(max_length=100, blank=True, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "judge_profile"], name="judge_server_once_per_profile")]

    def __str__(self) -> str:
        return f"{self.name} for {self.judge_profile}"


class AnnouncedJudge(models.Model):
    """A judge that a GPU node says is there, and that workers use as long as it says so (see ``Announcement``).

    - ``announced_by``: the process that announces it.
    - ``since``: when it announced itself for the first time, ``seen_at`` when it last did.
    """

    address = models.CharField(max_length=300, unique=True)
    profile = models.CharField(max_length=100)
    profile_sha256 = models.CharField(max_length=64)
    node = models.CharField(max_length=200)
    slots = models.PositiveIntegerField()
    engine_version = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in JudgeState])
    cause = models.TextField(blank=True)
    announced_by = models.UUIDField()
    since = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["address"]

    def __str__(self) -> str:
        return f"{self.address} for {self.profile}"


class Admission(models.Model):
    """What admission knows of a judge profile. Who admits or queues its submissions holds the row's lock.

    - ``clock``: where the shares of its judges stand that are being served, in calls (leaderboard/domain/admission).
    - ``calls_an_hour``: the pace of one judge when it was last ``measured_at``; None while it is unknown.
    """

    judge_profile = models.OneToOneField(JudgeProfile, on_delete=models.CASCADE, primary_key=True)
    clock = models.BigIntegerField(default=0, db_default=0)
    calls_an_hour = models.FloatField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"admission for {self.judge_profile}"


class JudgeIncident(models.Model):
    """A time in which a judge's replies meant nothing although it answered; open until it is found to be well again.

    - ``since``: from when on its judgements are made again.
    - ``judgements``: how many of them were.
    - ``public_submissions``: primary keys of submissions with such judgements that were public already. They are left
      as they are: an operator has to decide about them.
    """

    server = models.CharField(max_length=300)
    judge_profile = models.ForeignKey(JudgeProfile, on_delete=models.CASCADE, related_name="incidents")
    since = models.DateTimeField()
    found_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    cause = models.TextField()
    judgements = models.PositiveIntegerField(db_default=0)
    public_submissions = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["server", "judge_profile"],
                condition=Q(closed_at__isnull=True),
                name="judge_incident_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"incident of {self.server}"


class Repeatability(models.Model):
    """One measurement of a profile's noise: the same pictures judged several times. Written once, never changed.

    - ``pictures``: [{"prompt": Prompt's primary key, "language", "sha256"}, …]. The first ``canary_pictures`` of them
      are the canary.
    - ``report``: {"alone" | "together" | "across": {"facets": [[dimension, sub-capability, facet, flipped, compared],
      …], "levels": [[dimension or "", change of a picture, change of the set's mean], …]}}; changes in points.
    - ``bands``: where the canary's means have to lie, [[dimension or "", centre, half width], …] in points.
    """

    judge_profile = models.ForeignKey(JudgeProfile, on_delete=models.CASCADE, related_name="repeatabilities")
    measured_at = models.DateTimeField(auto_now_add=True)
    server = models.CharField(max_length=300)
    rounds = models.PositiveIntegerField()
    in_flight = models.PositiveIntegerField()
    pictures = models.JSONField()
    canary_pictures = models.PositiveIntegerField()
    calls = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    report = models.JSONField()
    bands = models.JSONField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"repeatability of {self.judge_profile} at {times.moment(self.measured_at)}"
