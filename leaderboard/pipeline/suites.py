"""Loading sealed suites and frozen judge profiles from ``prompts/``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from leaderboard.domain.rubric import parse_rubric
from leaderboard.domain.suite import Suite, parse_suite
from leaderboard.models import JudgeProfile, Prompt, PromptSuite
from leaderboard.models.suites import profile_from_files

RUBRIC = Path("protocols/salon-v1/rubric.toml")


class SealBroken(ValueError):
    """Other content is already loaded under the same version."""


def read_suite(folder: Path) -> Suite:
    """Read a suite's folder (``suite.toml`` and ``prompts.jsonl``)."""
    rubric = parse_rubric((settings.SALON_PROMPTS / RUBRIC).read_text(encoding="utf-8"))
    return parse_suite(
        (folder / "suite.toml").read_text(encoding="utf-8"),
        (folder / "prompts.jsonl").read_text(encoding="utf-8"),
        rubric,
    )


@transaction.atomic
def load_suite(suite: Suite) -> tuple[PromptSuite, bool]:
    """Store a suite under its seal; returns it and whether it is new. Loading the same again changes nothing.

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
        },
    )
    if not created:
        if row.sha256 != suite.sha256():
            raise SealBroken(
                f"suite {row} is already loaded with other content (seal {row.sha256[:12]}…, "
                f"this one {suite.sha256()[:12]}…); give the changed suite a new version"
            )
        return row, False
    Prompt.objects.bulk_create(
        Prompt(
            suite=row,
            position=position,
            key=prompt.key,
            field=prompt.field,
            region=prompt.region,
            texts=dict(prompt.texts),
            targets=[{"facet": list(t.facet), "note": t.note} for t in prompt.targets],
        )
        for position, prompt in enumerate(suite.prompts, start=1)
    )
    return row, True


def load_profile(file: Path) -> tuple[JudgeProfile, bool]:
    """Freeze a judge profile under its hash; returns it and whether it is new.

    Raises:
        SealBroken: when this version was loaded with other content.
    """
    files = _profile_files(file)
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
        raise SealBroken(
            f"judge profile {row} is already loaded with other content; give the changed profile a new version"
        )
    return row, created


def _profile_files(file: Path) -> dict[str, str]:
    text = file.read_text(encoding="utf-8")
    protocol = file.parent.parent / "protocols" / tomllib.loads(text)["protocol"]
    names = ("protocol.toml", "system.txt", "user.txt", "rubric.toml")
    return {"profile.toml": text, **{n: (protocol / n).read_text(encoding="utf-8") for n in names}}
