"""Stage 3: a profile's own noise: which pictures are judged again and again, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.repeatability import Band, Noise, Round, across, bands, noise, within
from leaderboard.models import (
    GeneratedImage,
    ImageStatus,
    JudgeProfile,
    JudgeServer,
    Prompt,
    Repeatability,
    StoredImage,
)


@dataclass(frozen=True, slots=True)
class FixedPicture:
    """A stored picture, the text it was made from, and the dimensions in which it is judged."""

    prompt: Prompt
    language: str
    sha256: str
    path: str
    dimensions: tuple[str, ...]

    @property
    def text(self) -> str:
        return str(self.prompt.texts[self.language])


@dataclass(frozen=True, slots=True)
class Measured:
    """All rounds of a measurement: one call at a time, and many at once. ``missing`` calls gave no verdicts."""

    server: str
    in_flight: int
    alone: Sequence[Round]
    together: Sequence[Round]
    calls: int
    missing: int


def choose_pictures(profile: JudgeProfile, count: int) -> list[FixedPicture]:
    """Up to ``count`` stored pictures, each of another prompt, spread by chance over all submissions.

    Chosen by their SHA-256, so that nobody chooses, and the same ones while the same are stored.
    """
    stored = (
        GeneratedImage.objects.filter(status=ImageStatus.STORED)
        .select_related("prompt", "stored")
        .order_by("stored", "prompt", "language")
    )
    chosen: dict[int, FixedPicture] = {}
    for image in stored.iterator(chunk_size=500):
        if len(chosen) == count:
            break
        if image.prompt_id not in chosen and image.stored is not None:
            chosen[image.prompt_id] = _picture(profile, image.prompt, image.language, image.stored)
    return list(chosen.values())


def measured_pictures(found: Repeatability) -> list[FixedPicture]:
    """The pictures of an earlier measurement, in its order."""
    prompts = Prompt.objects.in_bulk([entry["prompt"] for entry in found.pictures])
    stored = StoredImage.objects.in_bulk([entry["sha256"] for entry in found.pictures])
    return [
        _picture(found.judge_profile, prompts[entry["prompt"]], entry["language"], stored[entry["sha256"]])
        for entry in found.pictures
    ]


def newest(profile: JudgeProfile) -> Repeatability | None:
    """The profile's last measurement."""
    return Repeatability.objects.filter(judge_profile=profile).select_related("judge_profile").first()


@transaction.atomic
def record(
    profile: JudgeProfile, pictures: Sequence[FixedPicture], measured: Measured, *, canary_pictures: int
) -> Repeatability:
    """Store a measurement; from now on the canary is held against it, so what was said of a drift is void."""
    rounds = [*measured.alone, *measured.together]
    found = Repeatability.objects.create(
        judge_profile=profile,
        server=measured.server,
        rounds=len(measured.alone),
        in_flight=measured.in_flight,
        pictures=[{"prompt": p.prompt.pk, "language": p.language, "sha256": p.sha256} for p in pictures],
        canary_pictures=canary_pictures,
        calls=measured.calls,
        missing=measured.missing,
        report={
            "alone": _noise(noise(within(measured.alone))),
            "together": _noise(noise(within(measured.together))),
            "across": _noise(noise(across(measured.alone, measured.together))),
        },
        bands=[
            [path.dimension, band.centre, band.half_width]
            for path, band in bands([one[:canary_pictures] for one in rounds]).items()
        ],
    )
    JudgeServer.objects.filter(judge_profile=profile).update(drift="", canary_due_at=timezone.now())
    return found


def canary_bands(found: Repeatability) -> dict[ScorePath, Band]:
    """The bands of the canary pictures."""
    return {ScorePath(name): Band(centre, half_width) for name, centre, half_width in found.bands}


def _picture(profile: JudgeProfile, prompt: Prompt, language: str, stored: StoredImage) -> FixedPicture:
    dimensions = profile.frozen.protocol.rubric.active_dimensions(prompt.target_facets)
    return FixedPicture(prompt, language, stored.sha256, stored.path, dimensions)


def _noise(found: Noise) -> dict[str, Any]:
    return {
        "facets": [[*path, flips.flipped, flips.compared] for path, flips in found.facets.items()],
        "levels": [[path.dimension, change.picture, change.whole_set] for path, change in found.levels.items()],
    }
