"""The limits of a bundle as the upload page states them, taken from where they are enforced."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from leaderboard.domain.images.check import MAX_BYTES, MAX_PIXELS, MIN_SIDE


@dataclass(frozen=True, slots=True)
class BundleRules:
    """Sides in pixels, sizes in the units that the names say."""

    min_side: int
    max_megapixels: int
    max_mebibytes: int
    max_bundle_gibibytes: float


def bundle_rules() -> BundleRules:
    """The rules of this site."""
    return BundleRules(
        min_side=MIN_SIDE,
        max_megapixels=MAX_PIXELS // 10**6,
        max_mebibytes=MAX_BYTES // 2**20,
        max_bundle_gibibytes=settings.SALON_BUNDLE_MAX_BYTES / 2**30,
    )
