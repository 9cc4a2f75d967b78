"""Stage 3: the noise of a judge profile: which pictures are judged repeatedly, and the stored results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

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
from leaderboard.models.clock import Now


@dataclass(frozen=True, slots=True)
class FixedPicture:
    """A stored picture, the prompt it was made from, and the dimensions in which it is judged."""

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
    """A measurement: rounds with one call at a time (``alone``), and with ``in_flight`` calls at once (``together``).

    ``missing`` of the ``calls`` gave no verdicts.
    """

    server: str
    in_flight: int
    alone: Sequence[Round]
    together: Sequence[Round]
    calls: int
    missing: int


def choose_pictures(profile: JudgeProfile, count: int) -> list[FixedPicture]:
    """Up to ``count`` stored pictures, each of a different prompt, spread over all submissions.

    They are the first by SHA-256: a selection that nobody can influence, and that is stable until other pictures are
    stored.
    """
    stored = (
        GeneratedImage.objects.filter(status=ImageStatus.STORED)
        .select_related("prompt", "stored")
        .order_by("stored", "prompt", "language", "sample")
    )
    chosen: dict[int, FixedPicture] = {}
    for image in stored.iterator(chunk_size=500):
        if len(chosen) == count:
            break
        if image.prompt_id not in chosen and image.stored is not None:
            chosen[image.prompt_id] = _picture(profile, image.prompt, image.language, image.stored)
    return list(chosen.values())


def measured_pictures(measurement: Repeatability) -> list[FixedPicture]:
    """The pictures of an earlier measurement, in its order."""
    prompts = Prompt.objects.in_bulk([entry["prompt"] for entry in measurement.pictures])
    stored = StoredImage.objects.in_bulk([entry["sha256"] for entry in measurement.pictures])
    return [
        _picture(measurement.judge_profile, prompts[entry["prompt"]], entry["language"], stored[entry["sha256"]])
        for entry in measurement.pictures
    ]


def newest(profile: JudgeProfile) -> Repeatability | None:
    """The profile's latest measurement."""
    return Repeatability.objects.filter(judge_profile=profile).select_related("judge_profile").first()


@transaction.atomic
def record(
    profile: JudgeProfile, pictures: Sequence[FixedPicture], measured: Measured, *, canary_pictures: int
) -> Repeatability:
    """Store a measurement. Canaries are compared with it from now on, so every recorded drift is cleared."""
    rounds = [*measured.alone, *measured.together]
    measurement = Repeatability.objects.create(
        judge_profile=profile,
        server=measured.server,
        rounds=len(measured.alone),
        in_flight=measured.in_flight,
        pictures=[{"prompt": p.prompt.pk, "language": p.language, "sha256": p.sha256} for p in pictures],
        canary_pictures=canary_pictures,
        calls=measured.calls,
        missing=measured.missing,
        report={
            "alone": _report(noise(within(measured.alone))),
            "together": _report(noise(within(measured.together))),
            "across": _report(noise(across(measured.alone, measured.together))),
        },
        bands=[
            [path.dimension, band.centre, band.half_width]
            for path, band in bands([verdicts[:canary_pictures] for verdicts in rounds]).items()
        ],
    )
    JudgeServer.objects.filter(judge_profile=profile).update(drift="", canary_due_at=Now())
    return measurement


def canary_bands(measurement: Repeatability) -> dict[ScorePath, Band]:
    """The range of the canary pictures' mean, overall and per dimension; a judge whose mean leaves it has drifted."""
    return {ScorePath(name): Band(centre, half_width) for name, centre, half_width in measurement.bands}


def _picture(profile: JudgeProfile, prompt: Prompt, language: str, stored: StoredImage) -> FixedPicture:
    dimensions = profile.frozen.protocol.rubric.active_dimensions(prompt.target_facets)
    return FixedPicture(prompt, language, stored.sha256, stored.path, dimensions)


def _report(changes: Noise) -> dict[str, Any]:
    return {
        "facets": [[*path, flips.flipped, flips.compared] for path, flips in changes.facets.items()],
        "levels": [[path.dimension, change.picture, change.whole_set] for path, change in changes.levels.items()],
    }
