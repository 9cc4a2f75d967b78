"""Prompt suites, and the prompts of open suites. The prompts of a hidden suite are shown to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Router

from leaderboard.api.board_schemas import SuiteOut
from leaderboard.api.cursors import Cursor, Limit, page_of
from leaderboard.api.freshness import shown
from leaderboard.api.public_schemas import PracticeOut, PromptOut, PromptPage, WholeSuiteOut
from leaderboard.queries.suites import open_suite, prompts_of, suites_by_name

if TYPE_CHECKING:
    from leaderboard.models import Prompt, PromptSuite

router = Router(tags=["suites"])

Version = Annotated[str, Path(pattern=r"^[A-Za-z0-9.-]+$", max_length=20)]

_FACTS = ("key", "version", "title", "languages", "sha256", "prompt_count", "hidden", "description", "licence")


@router.get("/suites", response=list[SuiteOut])
def list_suites(request: HttpRequest, response: HttpResponse) -> Any:
    """All prompt suites."""
    suites = list(suites_by_name())
    shown(response, [suite.loaded_at for suite in suites])
    return [_out(suite) for suite in suites]


@router.get("/suites/{slug:suite}/{version}", response=WholeSuiteOut)
def show_suite(request: HttpRequest, response: HttpResponse, suite: str, version: Version) -> Any:
    """One suite."""
    row = get_object_or_404(suites_by_name(), key=suite, version=version)
    shown(response, [row.loaded_at])
    return _out(row)


@router.get("/suites/{slug:suite}/{version}/prompts", response=PromptPage)
def list_prompts(
    request: HttpRequest,
    response: HttpResponse,
    suite: str,
    version: Version,
    cursor: Cursor = "",
    limit: Limit = 100,
) -> Any:
    """The prompts of an open suite in order, in pages."""
    row = _open_suite(suite, version)
    shown(response, [row.loaded_at])
    page = page_of(prompts_of(row), "position", cursor, limit, of=f"prompts {row.pk}")
    return page.out([_prompt(prompt) for prompt in page.rows])


@router.get("/suites/{slug:suite}/{version}/practice", response=PracticeOut)
def show_practice(request: HttpRequest, response: HttpResponse, suite: str, version: Version) -> Any:
    """The practice subset of an open suite: the keys of its prompts in order."""
    row = _open_suite(suite, version)
    shown(response, [row.loaded_at])
    practice = row.practice()
    return {"rule": practice.rule, "sha256": practice.sha256, "prompts": list(practice.keys)}


@router.get("/suites/{slug:suite}/{version}/prompts/{slug:prompt}", response=PromptOut)
def show_prompt(request: HttpRequest, response: HttpResponse, suite: str, version: Version, prompt: str) -> Any:
    """One prompt of an open suite."""
    row = _open_suite(suite, version)
    shown(response, [row.loaded_at])
    return _prompt(get_object_or_404(prompts_of(row), key=prompt))


def _open_suite(suite_key: str, version: str) -> PromptSuite:
    suite = open_suite(suite_key, version)
    if suite is None:
        raise Http404("there is no such suite, or its prompts are hidden; see GET /api/v1/suites")
    return suite


def _out(suite: PromptSuite) -> dict[str, Any]:
    return {name: getattr(suite, name) for name in _FACTS}


def _prompt(prompt: Prompt) -> dict[str, Any]:
    facts = {name: getattr(prompt, name) for name in ("key", "position", "field", "region", "texts", "render")}
    targets = [
        dict(zip(("dimension", "sub_capability", "facet"), target["facet"], strict=True)) | {"note": target["note"]}
        for target in prompt.targets
    ]
    return facts | {"targets": targets}
