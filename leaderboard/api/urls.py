"""The API under ``/api/v1/``: described at ``/api/v1/openapi.json``, interactive at ``/api/v1/docs``."""

from __future__ import annotations

from django.views.decorators.http import require_safe

from leaderboard.api import (
    account,
    boards,
    comparisons,
    endpoint_trials,
    errors,
    gates,
    generators,
    judges,
    missing,
    models,
    picture_sets,
    pictures,
    releases,
    share_links,
    submissions,
    suites,
    teams,
    uploads,
    webhooks,
)
from leaderboard.api.described import DescribedAPI

api = DescribedAPI(
    title="Salon",
    version="1",
    description="The juried leaderboard for text-to-image models. docs/api.md says what will not change.",
    docs_decorator=require_safe,
)
errors.install(api)
for part in (
    *(boards, releases, models, generators, submissions, missing, comparisons, share_links, gates),
    *(endpoint_trials, teams, uploads, picture_sets, pictures, suites, judges, webhooks, account),
):
    api.add_router("", part.router)
