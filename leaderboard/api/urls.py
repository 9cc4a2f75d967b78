"""The API under ``/api/v1/``, described at ``/api/v1/openapi.json``, to be tried at ``/api/v1/docs``."""

from __future__ import annotations

from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from leaderboard.api import errors
from leaderboard.api.boards import router as boards
from leaderboard.api.submissions import router as submissions

api = NinjaAPI(
    title="Salon",
    version="1",
    description="The juried leaderboard for text-to-image models.",
    docs_decorator=require_safe,
)
errors.install(api)
api.add_router("", boards)
api.add_router("", submissions)
