"""Every address of the site, read from its URL maps: what is added to them is searched too."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from leaderboard.api.urls import api
from leaderboard.models import Evidence, GeneratedImage, Generator, JudgedImage, PromptSuite, Submission, Team
from leaderboard.web.agreement.reported import reported_tables


def addresses(suite: PromptSuite, given: Mapping[str, list[Any]] | None = None) -> Iterator[str]:
    """Every address of the site, with every value that fits its placeholders.

    Args:
        given: other values than usual by placeholder; ``key`` is what calls of the API name, usually a submission.
    """
    values: dict[str, list[Any]] = {
        "submission_id": list(Submission.objects.values_list("pk", flat=True)),
        "image_id": _images_of_every_kind(),
        "generator_id": list(Generator.objects.order_by("pk").values_list("pk", flat=True)),
        "team_id": list(Team.objects.order_by("pk").values_list("pk", flat=True)),
        "user_id": [1],
        "invitation_id": [1],
        "token": ["some-token"],
        "column": ["overall"],
        "trial_id": [1],
        "token_id": [1],
        "suite_key": [suite.key],
        "profile_key": ["pixel-baseline"],
        "version": [suite.version],
        "prompt_key": ["p001", "p024"],
        "slug": ["demo-1-pixel-baseline-3-en"],
        "table_slug": [table.slug for table in reported_tables()],
        "number": [1],
        "form": ["csv", "json"],  # a Parquet file holds the same rows, packed, so that a search would find nothing
        "file": ["board.csv", "levels.json"],
        "sha256": list(Evidence.objects.values_list("sha256", flat=True)),
        "facet_slug": ["quality-detail-noise"],
        **(given or {}),
    }
    for name, converters in _named_patterns(get_resolver().url_patterns):
        for chosen in _combinations(converters, values):
            yield reverse(name, kwargs=chosen)
    named = {
        "slug": values["slug"][0],
        "key": values.get("key", values["submission_id"])[0],
        "model": values["generator_id"][0],
        "member": values["user_id"][0],
        "invitation": values["invitation_id"][0],
        "suite": suite.key,
        "version": suite.version,
        "prompt": "p001",
        "image": values["image_id"][-1],
        "upload": "00000000-0000-0000-0000-000000000000",
    }
    for path in api.get_openapi_schema()["paths"]:
        yield re.sub(r"\{(\w+)\}", lambda place: str(named.get(place[1], 1)), path)
    yield "/api/v1/openapi.json"


def _images_of_every_kind() -> list[int]:
    """The first and the last picture in every state of every submission: what differs between others is their content.

    Three in four addresses would be those of pictures otherwise, all served by the same code.
    """
    waits = Exists(JudgedImage.objects.filter(image=OuterRef("pk")).exclude(waiting_for=""))
    kinds: dict[tuple[object, ...], list[int]] = defaultdict(list)
    rows = GeneratedImage.objects.annotate(waits=waits).order_by("pk")
    for pk, *kind in rows.values_list("pk", "submission", "status", "waits"):
        kinds[tuple(kind)].append(pk)
    return sorted({image for images in kinds.values() for image in (images[0], images[-1])})


def _named_patterns(patterns: list[Any], above: dict[str, Any] | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """All names with the placeholders of their addresses, those of the addresses that include them as well."""
    for pattern in patterns:
        converters = {**(above or {}), **pattern.pattern.converters}
        if _has_a_regular_expression(pattern):
            continue
        if isinstance(pattern, URLResolver) and not pattern.namespace:
            yield from _named_patterns(pattern.url_patterns, converters)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name, converters


def _has_a_regular_expression(pattern: URLPattern | URLResolver) -> bool:
    """Whether its placeholders are groups, as on some pages of allauth, which show no suite."""
    return bool(pattern.pattern.regex.groups != len(pattern.pattern.converters))


def _combinations(converters: dict[str, Any], values: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    chosen: list[dict[str, Any]] = [{}]
    for name, converter in converters.items():
        is_number = type(converter).__name__ == "IntConverter"
        fitting = [value for value in values.get(name, []) if isinstance(value, int) == is_number]
        chosen = [{**one, name: value} for one in chosen for value in fitting]
    yield from chosen
