"""Creates the rows that an imported model's judgements need: owner, generator, submission, pictures."""

from __future__ import annotations

from collections.abc import Sequence

from leaderboard.domain.stages import Stage
from leaderboard.models import (
    GeneratedImage,
    Generator,
    ImageStatus,
    JudgeProfile,
    Kind,
    Outcome,
    Prompt,
    Submission,
    User,
    clock,
)
from leaderboard.pipeline.imports.survey import SurveyedModel
from leaderboard.pipeline.work.copying import copy_rows, new_ids

OWNER = "imports@salon.invalid"
"""The user who owns imported models. Nobody can sign in as this user, and no mail reaches it."""

_NOT_STATED = "not stated"
_IMAGE_FIELDS = ("id", "submission", "prompt", "language", "status", "cause", "due_at", "attempt")


class ImportRefused(ValueError):
    """Nothing was imported; the message says why, and what to do."""


def locked_owner() -> User:
    """The owner of all imported models, its row locked so that only one import runs at a time.

    Raises:
        ImportRefused: when somebody has signed up with that address.
    """
    if not User.objects.filter(email__iexact=OWNER).exists():
        owner = User(email=OWNER, is_active=False)
        owner.set_unusable_password()
        User.objects.bulk_create([owner], ignore_conflicts=True)
    owner = User.objects.select_for_update().get(email__iexact=OWNER)
    if owner.is_active or owner.has_usable_password():
        raise ImportRefused(
            f"a person has the account {owner.email}, which would own imported models; give that account another "
            "address first"
        )
    return owner


def begin_submission(
    owner: User, name: str, model: SurveyedModel, prompts: Sequence[Prompt], profile: JudgeProfile, file_name: str
) -> tuple[Submission, dict[tuple[str, str], int]]:
    """Create a public submission that counts as scored, and its pictures; returns their ids by language and prompt key.

    Call it in the transaction that also stores judgements and scores. A picture without replies in the file is recorded
    as failed.
    """
    generator, _ = Generator.objects.get_or_create(
        owner=owner, name=name, defaults={"organisation": _NOT_STATED, "licence": _NOT_STATED}
    )
    now = clock.read()
    suite = prompts[0].suite
    submission = Submission.objects.create(
        generator=generator,
        suite=suite,
        judge_profile=profile,
        kind=Kind.IMPORT,
        languages=[language for language in suite.languages if language in model.languages],
        stage=Stage.SCORING,
        outcome=Outcome.SCORED,
        ended_at=now,
        public_at=now,
    )
    slots = [(language, prompt) for language in submission.languages for prompt in prompts]
    image_ids = new_ids(GeneratedImage, len(slots))
    copy_rows(
        GeneratedImage,
        _IMAGE_FIELDS,
        (
            (image_id, submission.pk, prompt.pk, language, *_status(model, language, prompt, file_name), now, 0)
            for image_id, (language, prompt) in zip(image_ids, slots, strict=True)
        ),
    )
    by_slot = {(language, prompt.key): image_id for image_id, (language, prompt) in zip(image_ids, slots, strict=True)}
    return submission, by_slot


def _status(model: SurveyedModel, language: str, prompt: Prompt, file_name: str) -> tuple[str, str]:
    """A picture's status and cause."""
    if (language, prompt.key) in model.answered:
        return ImageStatus.IMPORTED.value, ""
    return ImageStatus.FAILED.value, f"{file_name} has no reply about it"
