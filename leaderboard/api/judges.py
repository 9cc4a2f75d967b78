"""Judge profiles, and the texts of their files, from which a profile's seal is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Path, Router

from leaderboard.api.freshness import shown
from leaderboard.api.public_schemas import JudgeProfileOut, WholeJudgeProfileOut
from leaderboard.pipeline.loading.suites import site_profile
from leaderboard.queries.judge_profiles import judge_profiles

if TYPE_CHECKING:
    from leaderboard.models import JudgeProfile

router = Router(tags=["judges"])

Version = Annotated[str, Path(pattern=r"^[A-Za-z0-9.-]+$", max_length=20)]

_FACTS = ("key", "version", "title", "comparable", "caveat", "sha256")


@router.get("/judges", response=list[JudgeProfileOut])
def list_judge_profiles(request: HttpRequest, response: HttpResponse) -> Any:
    """All judge profiles, the newest first."""
    profiles, current = list(judge_profiles()), site_profile()
    shown(response, [profile.loaded_at for profile in profiles])
    return [_out(request, profile, current) for profile in profiles]


@router.get("/judges/{slug:judge}/{profile_version}", response=WholeJudgeProfileOut)
def show_judge_profile(request: HttpRequest, response: HttpResponse, judge: str, profile_version: Version) -> Any:
    """One judge profile with the texts of its files."""
    profile = get_object_or_404(judge_profiles(), key=judge, version=profile_version)
    shown(response, [profile.loaded_at])
    return _out(request, profile, site_profile()) | {"files": profile.files}


def _out(request: HttpRequest, profile: JudgeProfile, current: JudgeProfile | None) -> dict[str, Any]:
    return {name: getattr(profile, name) for name in _FACTS} | {
        "model": profile.frozen.model_id,
        "is_current": profile == current,
        "page": request.build_absolute_uri(reverse("judge", args=[profile.key, profile.version])),
    }
