"""Loading sealed suites and frozen judge profiles into the database."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from leaderboard.domain.judging.profile import profile_from_files
from leaderboard.domain.suite.suite import Suite
from leaderboard.models import JudgeProfile, Prompt, PromptSuite


class SealBroken(ValueError):
    """Other content is already loaded under the same version; the message names the first difference."""


@transaction.atomic
def load_suite(suite: Suite) -> tuple[PromptSuite, bool]:
    """Store a suite under its seal; returns it and whether it is new.

    Loading the same again changes nothing but ``hidden``, which is the operator's to switch.

    Raises:
        SealBroken: when this version was loaded with other content.
    """
    row, created = PromptSuite.objects.get_or_create(
        key=suite.key,
        version=suite.version,
        defaults={
            "title": suite.title,
            "description": suite.description,
            "licence": suite.licence,
            "languages": list(suite.languages),
            "sha256": suite.sha256(),
            "hidden": suite.hidden,
        },
    )
    if created:
        _store_prompts(row, suite)
    elif row.sha256 != suite.sha256():
        raise SealBroken(
            f"suite {row} is already loaded with other content: {row.whole.first_difference(suite)}; "
            "give the changed suite a new version"
        )
    elif row.hidden != suite.hidden:
        row.hidden = suite.hidden
        row.save(update_fields=["hidden"])
    return row, created


def _store_prompts(row: PromptSuite, suite: Suite) -> None:
    Prompt.objects.bulk_create(
        Prompt(suite=row, position=position, **prompt.content())
        for position, prompt in enumerate(suite.prompts, start=1)
    )


def open_copies_of_hidden_prompts() -> list[str]:
    """For every hidden suite some of whose texts also stand in an open one: both of them, in words."""
    hidden = Prompt.objects.filter(suite__hidden=True).select_related("suite")
    shown: dict[str, PromptSuite] = {}
    for prompt in Prompt.objects.filter(suite__hidden=False).select_related("suite") if hidden.exists() else ():
        shown.update(dict.fromkeys(prompt.texts.values(), prompt.suite))
    pairs = {(str(p.suite), str(shown[text])) for p in hidden for text in p.texts.values() if text in shown}
    return [
        f"suite {one} is hidden, but prompts of it also stand in {other}, which is not" for one, other in sorted(pairs)
    ]


def load_profile(files: dict[str, str]) -> tuple[JudgeProfile, bool]:
    """Freeze a judge profile under its hash; returns it and whether it is new.

    Args:
        files: ``profile.toml`` and the files of its protocol, texts by name.

    Raises:
        SealBroken: when this version was loaded with other content.
    """
    frozen = profile_from_files(files)
    row, created = JudgeProfile.objects.get_or_create(
        key=frozen.key,
        version=frozen.version,
        defaults={
            "title": frozen.title,
            "comparable": frozen.comparable,
            "caveat": frozen.caveat,
            "sha256": frozen.sha256,
            "files": files,
        },
    )
    if row.sha256 != frozen.sha256:
        changed = [name for name, text in files.items() if row.files.get(name) != text]
        raise SealBroken(
            f"judge profile {row} is already loaded with other content ({', '.join(changed)} changed); "
            "give the changed profile a new version"
        )
    return row, created


def site_profile() -> JudgeProfile | None:
    """The profile of new submissions: the newest version of the setting JUDGE_PROFILE; None while it is not loaded."""
    return JudgeProfile.objects.filter(key=settings.SALON_JUDGE_PROFILE).order_by("-id").first()
