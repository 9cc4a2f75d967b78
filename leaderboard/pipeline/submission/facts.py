"""What an author states about a submission: by what it is recognised, and how its pictures were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from leaderboard.domain.submission.generation_settings import GenerationSettings, read_settings
from leaderboard.models import GenerationSettings as SettingsRow
from leaderboard.models import Submission
from leaderboard.pipeline.submission.refusal import SubmissionRefused


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """``label``, ``commit`` and ``notes`` are for the author; ``settings`` become public with the submission."""

    label: str = ""
    commit: str = ""
    notes: str = ""
    settings: GenerationSettings = field(default_factory=GenerationSettings)

    def columns(self) -> dict[str, str]:
        """The columns of ``Submission`` among them."""
        return {"label": self.label, "commit": self.commit, "notes": self.notes}

    def as_json(self) -> dict[str, Any]:
        """For a row that keeps them until the submission exists."""
        return {**self.columns(), "settings": self.settings.given()}


NO_FACTS = SubmissionFacts()


def facts_of_json(kept: Mapping[str, Any]) -> SubmissionFacts:
    """The facts that ``as_json`` gave; none, for a row of an earlier version."""
    return SubmissionFacts(
        kept.get("label", ""), kept.get("commit", ""), kept.get("notes", ""), read_settings(kept.get("settings", {}))
    )


def freeze_settings(submission: Submission, settings: GenerationSettings | None) -> None:
    """Store the settings of a submission; those that it has already come first, and stay."""
    if settings is not None and settings.given():
        SettingsRow.objects.get_or_create(submission=submission, defaults=asdict(settings))


def annotate(submission: Submission, *, label: str | None = None, notes: str | None = None) -> None:
    """Change the label or the notes of a private submission; None leaves a text as it is.

    Raises:
        SubmissionRefused: if it has been made public.
    """
    changes = {name: text for name, text in (("label", label), ("notes", notes)) if text is not None}
    private = Submission.objects.filter(pk=submission.pk, public_at__isnull=True)
    if not (private.update(**changes) if changes else private.exists()):
        raise SubmissionRefused(_("the label and notes of a public submission stay as they were when it became public"))
