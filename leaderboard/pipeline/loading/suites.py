"""Loading sealed suites and frozen judge profiles into the database."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from leaderboard.domain.suite.suite import Suite
from leaderboard.models import JudgeProfile, Prompt, PromptSuite


class SealBroken(ValueError):
    """Other content is already loaded under the same version; the message names the first difference."""


@transaction.atomic
def load_suite(suite: Suite) -> tuple[PromptSuite, bool]:
    """Store a suite under its seal; returns it and whether it is new.

    Loading the same suite again changes only ``hidden``, which the operator may switch at any time.

    Raises:
        SealBroken: when this version is already loaded with other content.
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
    """A warning for every hidden suite that shares prompt texts with an open one, naming both."""
    hidden = Prompt.objects.filter(suite__hidden=True).select_related("suite")
    open_suites: dict[str, PromptSuite] = {}  # by prompt text
    for prompt in Prompt.objects.filter(suite__hidden=False).select_related("suite") if hidden.exists() else ():
        open_suites.update(dict.fromkeys(prompt.texts.values(), prompt.suite))
    pairs = {(str(p.suite), str(open_suites[text])) for p in hidden for text in p.texts.values() if text in open_suites}
    return [
        f"suite {hidden_suite} is hidden, but {open_suite}, which is not hidden, has some of its prompts"
        for hidden_suite, open_suite in sorted(pairs)
    ]


def load_profile(files: dict[str, str]) -> tuple[JudgeProfile, bool]:
    """Store a judge profile under its hash; returns it and whether it is new.

    Args:
        files: ``profile.toml`` and the files of its protocol, texts by file name.

    Raises:
        SealBroken: when this version is already loaded with other content.
    """
    frozen = JudgeProfile(files=files).frozen
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
    """The profile for new submissions: the newest version of JUDGE_PROFILE, or None if none is loaded."""
    return JudgeProfile.objects.filter(key=settings.SALON_JUDGE_PROFILE).order_by("-id").first()
