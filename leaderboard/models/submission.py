"""Stage 1: generators, their submissions, and the quota that these cost."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leaderboard.domain.stages import Stage
from leaderboard.domain.submission.endpoint_secrets import shown_base_url
from leaderboard.domain.submission.generation_settings import GenerationSettings
from leaderboard.domain.submission.price import PRICE_DIGITS, PRICE_PLACES
from leaderboard.domain.submission.samples import MOST_SAMPLES
from leaderboard.models.suites import JudgeProfile, Prompt, PromptSuite
from leaderboard.models.teams import Team
from leaderboard.models.texts import LineField, LinkField, ParagraphsField
from leaderboard.models.work import NEEDS_PRACTICE, SEVERAL_SAMPLES, PlannedWork


def reason_given(action: str, name: str) -> models.CheckConstraint:
    """What operators did to a row has a reason: ``<action>_at`` needs ``<action>_reason``."""
    return models.CheckConstraint(
        condition=Q(**{f"{action}_at__isnull": True}) | ~Q(**{f"{action}_reason": ""}), name=name
    )


class Generator(models.Model):
    """A text-to-image model as its author describes it.

    ``team``: whose it is; by default, and for programs of earlier versions by a trigger, the personal one of ``owner``,
    who registered it.
    ``unlisted_at``: an operator took it off all boards from the next releases on, for a public reason.
    ``deleted_at``: its author deleted it, and nothing of it had ever been public. Its facts are gone; the row stays for
    its submissions, which still count against the quota and as attempts.
    ``price_usd``: of one picture in US dollars, as its author declared it on the day ``price_declared_on`` (UTC).
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="generators")
    team = models.ForeignKey(Team, on_delete=models.RESTRICT, related_name="generators")
    name = LineField(max_length=80)
    organisation = LineField(max_length=80)
    licence = LineField(max_length=80)
    open_weights = models.BooleanField(default=False)
    homepage = LinkField(blank=True)
    parameter_count = models.BigIntegerField(
        null=True, blank=True, help_text="Number of parameters, for example 20000000000."
    )
    description = ParagraphsField(blank=True, max_length=2000)
    price_usd = models.DecimalField(max_digits=PRICE_DIGITS, decimal_places=PRICE_PLACES, null=True, blank=True)
    price_declared_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    unlisted_at = models.DateTimeField(null=True, blank=True)
    unlisted_reason = ParagraphsField(blank=True, default="", db_default="")
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            reason_given("unlisted", "generator_unlisted_has_a_reason"),
            models.UniqueConstraint(fields=["team", "name"], name="generator_name_once_per_team"),
            models.CheckConstraint(
                condition=Q(parameter_count__isnull=True) | Q(parameter_count__gt=0),
                name="generator_parameter_count_positive",
            ),
            models.CheckConstraint(
                condition=Q(price_usd__isnull=True) | Q(price_usd__gt=0), name="generator_price_positive"
            ),
            models.CheckConstraint(
                condition=Q(price_usd__isnull=True, price_declared_on__isnull=True)
                | Q(price_usd__isnull=False, price_declared_on__isnull=False),
                name="generator_price_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Store it, in the personal team of its owner unless it has a team."""
        if not self.team_id:
            self.team = Team.objects.get(personal_of=self.owner_id)
        super().save(*args, **options)


class Kind(models.TextChoices):
    """Where the pictures come from."""

    ENDPOINT = "endpoint", "endpoint"
    BUNDLE = "bundle", "bundle"
    IMPORT = "import", "import"


class Outcome(models.TextChoices):
    """All but RUNNING are final."""

    RUNNING = "running", "running"
    SCORED = "scored", "scored"
    REJECTED = "rejected", "rejected"
    FAILED = "failed", "failed"


class Submission(PlannedWork):
    """One run of one generator through one suite, judged under one profile.

    The work columns serve the tasks that concern the submission as a whole (checking a bundle, scoring).
    ``cancelled_at``: when an operator or, with ``cancelled_by_author``, its author ended it. Its outcome is FAILED,
    which every version knows. Only an operator resumes it, and nobody one that its author ended.
    ``needs``: the form of the row and what belongs to it. Workers that do not know it (``work.UNDERSTOOD``) leave it to
    later versions. ``strip_metadata``: the author chose that pictures are stored without metadata.
    ``files_deleted_at``: since when its pictures may be deleted, and why (``Deletion``); never while it is public.

    In the stage SUBMISSION, one with ``waiting_since`` waits for its admission (leaderboard/pipeline/admission).
    ``judge_calls`` are planned for it; ``share_start`` and ``share_end`` say where these stand in its author's fair
    share of the judge. All these columns are None in rows of earlier releases, which are not held back.

    ``pictures_per_prompt``: how many samples of each prompt and language it has, as declared when it was submitted.

    ``practice_rule``: the rule by which the suite's practice subset was chosen (leaderboard/domain/suite/practice.py);
    None for one with the whole suite. A practice submission never becomes public.

    ``pictures_of``: the submission that its pictures were made for, if it was made to have them judged under another
    profile. It has ``kind`` from that one, and neither an endpoint nor a bundle of its own.

    ``unlisted_at`` and ``taken_down_at``: an operator took it off the boards, or had its files deleted, for a public
    reason. ``rescored`` counts how often its scores were computed again, without or with a picture.

    ``label``, ``commit`` (a revision of the author's own code) and ``notes`` are what its author knows it by; nobody
    else sees them, except the label behind a share link.
    """

    generator = models.ForeignKey(Generator, on_delete=models.PROTECT, related_name="submissions")
    suite = models.ForeignKey(PromptSuite, on_delete=models.PROTECT)
    judge_profile = models.ForeignKey(JudgeProfile, on_delete=models.PROTECT)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="submitted",
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    languages = ArrayField(models.CharField(max_length=10))
    stage = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Stage], default=Stage.SUBMISSION)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.RUNNING)
    cause = models.TextField(blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    stage_since = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    public_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by_author = models.BooleanField(default=False, db_default=False)
    strip_metadata = models.BooleanField(default=False, db_default=False)
    needs = models.PositiveSmallIntegerField(default=0, db_default=0)
    files_deleted_at = models.DateTimeField(null=True, blank=True)
    files_deleted_because = models.CharField(max_length=10, blank=True, default="", db_default="")
    judge_calls = models.PositiveIntegerField(null=True, blank=True)
    share_start = models.BigIntegerField(null=True, blank=True)
    share_end = models.BigIntegerField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    admitted_at = models.DateTimeField(null=True, blank=True)
    pictures_per_prompt = models.PositiveSmallIntegerField(default=1, db_default=1)
    practice_rule = models.PositiveSmallIntegerField(null=True, blank=True)
    pictures_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="judged_again"
    )
    unlisted_at = models.DateTimeField(null=True, blank=True)
    unlisted_reason = ParagraphsField(blank=True, default="", db_default="")
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_reason = ParagraphsField(blank=True, default="", db_default="")
    rescored = models.PositiveIntegerField(default=0, db_default=0)
    label = LineField(max_length=80, blank=True, default="", db_default="")
    commit = LineField(max_length=80, blank=True, default="", db_default="")
    notes = ParagraphsField(max_length=2000, blank=True, default="", db_default="")

    class Meta:
        ordering = ["-id"]
        indexes = [
            # In the order in which they are admitted.
            models.Index(
                fields=["judge_profile", "share_end", "id"],
                condition=Q(outcome="running", stage="submission", waiting_since__isnull=False),
                name="submission_waiting",
            ),
            models.Index(
                fields=["judge_profile", "share_end"], condition=Q(share_end__isnull=False), name="submission_shares"
            ),
            models.Index(fields=["stage"], condition=Q(outcome="running"), name="submission_running"),
            models.Index(fields=["lease_token"], condition=Q(lease_token__isnull=False), name="submission_leased"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="running", ended_at__isnull=True, deadline_at__isnull=False)
                | (~Q(outcome="running") & Q(ended_at__isnull=False)),
                name="submission_running_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["failed", "rejected"]) | ~Q(cause=""),
                name="submission_failure_has_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(public_at__isnull=True) | Q(outcome="scored"), name="submission_public_is_scored"
            ),
            models.UniqueConstraint(
                fields=["pictures_of", "judge_profile"],
                condition=Q(pictures_of__isnull=False, outcome__in=["running", "scored"]),
                name="submission_pictures_once_per_profile",
            ),
            models.CheckConstraint(
                condition=Q(practice_rule__isnull=True) | Q(public_at__isnull=True),
                name="submission_practice_is_private",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(public_at__isnull=False),
                name="submission_withdrawn_was_public",
            ),
            models.CheckConstraint(condition=Q(languages__len__gt=0), name="submission_has_a_language"),
            models.CheckConstraint(
                condition=Q(pictures_per_prompt__gte=1, pictures_per_prompt__lte=MOST_SAMPLES),
                name="submission_pictures_per_prompt_in_range",
            ),
            models.CheckConstraint(
                condition=Q(files_deleted_at__isnull=True)
                | (~Q(outcome="running") & (Q(public_at__isnull=True) | Q(withdrawn_at__isnull=False))),
                name="submission_public_keeps_files",
            ),
            reason_given("unlisted", "submission_unlisted_has_a_reason"),
            reason_given("taken_down", "submission_taken_down_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"

    @property
    def least_needs(self) -> int:
        """The least ``needs`` of a submission of this kind, at any time."""
        if self.pictures_per_prompt > 1:
            return SEVERAL_SAMPLES
        return NEEDS_PRACTICE if self.is_practice else 0

    @property
    def is_practice(self) -> bool:
        """Whether it has only the practice subset of its suite."""
        return self.practice_rule is not None

    def prompts(self) -> models.QuerySet[Prompt]:
        """The prompts that it needs a picture for in each of its languages, in the suite's order."""
        prompts = Prompt.objects.filter(suite=self.suite_id).order_by("position")
        if self.practice_rule is None:
            return prompts
        return prompts.filter(key__in=self.suite.practice(self.practice_rule).keys)

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for its admission."""
        is_here = self.outcome == Outcome.RUNNING and self.stage == Stage.SUBMISSION
        return is_here and self.waiting_since is not None

    @property
    def stated_settings(self) -> GenerationSettings:
        """How its pictures were made, as its author states it; ``generation_settings`` may be loaded with it."""
        row = getattr(self, "generation_settings", None)
        return row.stated if row else GenerationSettings()


class EndpointRun(models.Model):
    """The endpoint that a submission's pictures come from; its sealed configuration is deleted when the run ends.

    ``base_url`` and ``extra`` hold what may be shown of it (leaderboard/pipeline/submission/keys.py).
    ``failures_in_a_row`` counts rounds of failed calls, ``refusals_in_a_row`` rounds in which the endpoint refused the
    key, address or model, both since the last picture (leaderboard/pipeline/generation/breaker.py). ``delivered``:
    whether it has given a picture. ``protocol``: its ``preset``, ``auth`` and ``adapter``, as far as it has them and
    they may be shown (leaderboard/pipeline/submission/submit.py).
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="endpoint")
    base_url = models.URLField(max_length=500)
    origin = models.CharField(max_length=300, db_index=True)
    model = models.CharField(max_length=200)
    sealed_key = models.BinaryField(null=True, blank=True)
    sealed_configuration = models.BinaryField(null=True, blank=True)
    size = models.CharField(max_length=20, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    failures_in_a_row = models.PositiveIntegerField(default=0)
    refusals_in_a_row = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True, blank=True)
    delivered = models.BooleanField(default=False, db_default=False)
    protocol = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"endpoint of {self.submission}"

    @property
    def shown_url(self) -> str:
        """The address for its author; a row of an earlier version may hold a key in it."""
        return shown_base_url(self.base_url)


class BundleRun(models.Model):
    """An uploaded bundle, and its report once it is checked.

    ``waiting_for`` says, for the author's page, why the check waits; ``unread_tries`` counts the attempts at which our
    storage did not give the file.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="bundle")
    file = models.FileField(upload_to="bundles/%Y/%m/", blank=True)
    file_name = models.CharField(max_length=255)
    byte_size = models.BigIntegerField()
    checked_files = models.PositiveIntegerField(default=0)
    report = models.JSONField(null=True, blank=True)
    manifest = models.JSONField(null=True, blank=True)
    waiting_for = models.TextField(blank=True, default="", db_default="")
    unread_tries = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"bundle of {self.submission}"


class ImportRun(models.Model):
    """Where an imported submission comes from: somebody else's judge gave the replies; the pictures are not stored.

    ``sha256`` is over the model's name, suite, judge profile and all replies, so that the same import is recognised.
    ``report`` holds, by language, counts of replies, statuses and deviations, and the replies that the official toolkit
    may score differently (leaderboard/domain/official/tally.py).
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="imported")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    report = models.JSONField()

    def __str__(self) -> str:
        return f"import of {self.submission}"


class QuotaEntry(models.Model):
    """One debit of the quota of the generator's team; ``user`` submitted.

    A refund (a rejected bundle, a failure on our side) sets ``refunded_at``.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quota_entries")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="quota_entry")
    debited_at = models.DateTimeField()
    refunded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "debited_at"])]

    def __str__(self) -> str:
        return f"debit for {self.submission}"


class EndpointTrial(PlannedWork):
    """One "Test endpoint": a real call whose picture or error the author sees before submitting.

    ``needs`` as for a submission. ``base_url`` and ``extra`` hold what may be shown of its configuration. ``address``
    is what its host resolved to when the call began. ``protocol`` as for a run. ``exchanges``: the requests as sent and
    the beginnings of their replies, without secrets: a list of objects with ``request`` and ``reply``.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="endpoint_trials")
    base_url = models.URLField(max_length=500)
    model = models.CharField(max_length=200)
    sealed_key = models.BinaryField(null=True, blank=True)
    sealed_configuration = models.BinaryField(null=True, blank=True)
    address = models.CharField(max_length=50, blank=True, default="", db_default="")
    size = models.CharField(max_length=20, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    prompt_text = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    picture = models.BinaryField(null=True, blank=True)
    facts = models.CharField(max_length=200, blank=True)
    needs = models.PositiveSmallIntegerField(default=0, db_default=0)
    protocol = models.JSONField(null=True, blank=True)
    exchanges = models.JSONField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["lease_token"], condition=Q(lease_token__isnull=False), name="trial_leased"),
        ]

    def __str__(self) -> str:
        return f"trial {self.pk}"

    @property
    def shown_url(self) -> str:
        """The address for its author; a row of an earlier version may hold a key in it."""
        return shown_base_url(self.base_url)
