"""How a submission's pictures were made, as its author states it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from leaderboard.domain.submission import generation_settings as domain
from leaderboard.models.submission import Submission
from leaderboard.models.texts import LineField

_UNSTATED = Q(
    *(
        Q(**({f"{name}__isnull": True} if name in ("seed", "steps", "guidance", "prompt_rewriting") else {name: ""}))
        for name in domain.NAMES
    )
)


class GenerationSettings(models.Model):
    """The settings of one submission (``domain/submission/generation_settings.py`` says what each means).

    A trigger in the database refuses every change: what is shown is what was stated when the pictures were submitted.
    A submission of which nothing is stated has no row.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="generation_settings")
    size = LineField(max_length=20, blank=True)
    seed_policy = models.CharField(max_length=10, blank=True)
    seed = models.BigIntegerField(null=True)
    steps = models.PositiveIntegerField(null=True)
    guidance = models.FloatField(null=True)
    prompt_rewriting = models.BooleanField(null=True)
    prompt_rewriter = LineField(max_length=80, blank=True)
    model_revision = LineField(max_length=80, blank=True)
    precision = LineField(max_length=40, blank=True)
    engine = LineField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~_UNSTATED, name="settings_state_something"),
            models.CheckConstraint(
                condition=Q(seed_policy__in=["", *(policy.value for policy in domain.SeedPolicy)]),
                name="settings_seed_policy_known",
            ),
            models.CheckConstraint(
                condition=Q(seed__isnull=True) | Q(seed__gte=0, seed_policy="fixed"), name="settings_seed_is_fixed"
            ),
            models.CheckConstraint(condition=Q(steps__isnull=True) | Q(steps__gt=0), name="settings_steps_positive"),
            models.CheckConstraint(
                condition=Q(guidance__isnull=True) | Q(guidance__gte=0, guidance__lte=domain.MOST_GUIDANCE),
                name="settings_guidance_in_range",
            ),
            models.CheckConstraint(
                condition=Q(prompt_rewriter="") | Q(prompt_rewriting__isnull=False, prompt_rewriting=True),
                name="settings_rewriter_rewrites",
            ),
        ]

    def __str__(self) -> str:
        return f"settings of {self.submission}"

    @property
    def stated(self) -> domain.GenerationSettings:
        """The settings as a value."""
        return domain.GenerationSettings(**{name: getattr(self, name) for name in domain.NAMES})
