"""The API's objects that concern endpoints: how they are called, and what a test of one found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from leaderboard.client.models import SubmissionIn


class _Given(BaseModel):
    """What a file of the author may hold: an unknown field in it is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Auth(_Given):
    """Where the API key is sent: ``kind`` is bearer, header or query; the last two need a ``name``."""

    kind: str
    name: str = ""


class Adapter(_Given):
    """An API that is not the OpenAI Images API; ``kind`` is template or job. docs/endpoints.md has examples."""

    kind: str
    template: dict[str, Any]
    picture: str
    headers: dict[str, str] = Field(default_factory=dict)
    send_key_to: list[str] = Field(default_factory=list)
    status_url: str = ""
    job_id: str = ""
    state: str = ""
    running: list[str] = Field(default_factory=list)
    succeeded: list[str] = Field(default_factory=list)
    failed: list[str] = Field(default_factory=list)
    result_url: str = ""
    interval_s: float = 1.0
    deadline_s: float = 170.0


class EndpointIn(BaseModel):
    """An endpoint. Without ``adapter`` it speaks the OpenAI Images API; ``preset`` names a server that does."""

    model_config = ConfigDict(frozen=True, protected_namespaces=())

    base_url: str
    model: str
    api_key: str = Field("", repr=False)
    size: str = ""
    extra: dict[str, Any] = Field(default_factory=dict)
    preset: str | None = None
    auth: Auth | None = None
    adapter: Adapter | None = None


class EndpointSubmissionIn(EndpointIn, SubmissionIn):
    """An endpoint that is called once per prompt and language."""


class EndpointTrialIn(EndpointIn):
    """An endpoint that is called once, with the first prompt of ``suite`` in ``language``."""

    suite: str
    language: str


class Exchange(BaseModel):
    """A request as it was sent and the beginning of its reply, with all secrets hidden."""

    request: str
    reply: str


class EndpointTrial(BaseModel):
    """A test of an endpoint. ``state``: running, works or failed. ``picture``: a small copy as a data URL."""

    id: int
    state: str
    created_at: datetime
    ended_at: datetime | None
    prompt: str
    picture: str | None
    facts: str
    error: str
    exchanges: list[Exchange]
    page: str
