"""What the API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from ninja import Field, Schema
from pydantic import field_validator

Language = Literal["en", "zh"]
_OWNED = frozenset({"model", "prompt", "n"})


class GeneratorIn(Schema):
    """A text-to-image model as its author presents it."""

    name: str = Field(min_length=1, max_length=80)
    organisation: str = Field(min_length=1, max_length=80)
    licence: str = Field(min_length=1, max_length=80)
    open_weights: bool = False
    homepage: str = Field("", max_length=200, pattern=r"^(https?://\S+)?$")
    parameter_count: int | None = Field(None, gt=0, lt=2**63)
    description: str = Field("", max_length=2000)


class GeneratorOut(GeneratorIn):
    """A stored generator."""

    id: int


class SubmissionIn(Schema):
    """What every submission names. ``suite`` is "key/version"."""

    generator: int
    suite: str = Field(pattern=r"^[a-z0-9-]+/[A-Za-z0-9.-]+$", examples=["demo/1"])
    languages: list[Language] = Field(min_length=1)


class EndpointSubmissionIn(SubmissionIn):
    """An endpoint that speaks the OpenAI Images API; the key is encrypted and deleted when the run ends."""

    base_url: str = Field(max_length=500, examples=["https://images.example.org/v1"])
    model: str = Field(min_length=1, max_length=200)
    api_key: str = Field("", max_length=500)
    size: str = Field("", max_length=20, pattern=r"^(\d{2,5}x\d{2,5}|auto)?$", examples=["1024x1024"])
    extra: dict[str, Any] = Field(default_factory=dict)

    @field_validator("base_url")
    @classmethod
    def _http(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
            raise ValueError("an address such as https://images.example.org/v1 is expected, without user and password")
        return value

    @field_validator("extra")
    @classmethod
    def _not_ours(cls, value: dict[str, Any]) -> dict[str, Any]:
        if owned := sorted(_OWNED & value.keys()):
            raise ValueError(f"{', '.join(owned)} is set by the protocol and cannot be an extra parameter")
        return value


class SubmissionOut(Schema):
    """A submission's state; ``progress`` holds counts per stage, ``report`` a bundle's faults."""

    id: int
    generator: str
    suite: str
    judge_profile: str
    kind: str
    languages: list[str]
    stage: str
    outcome: str
    cause: str
    created_at: datetime
    public_at: datetime | None
    page: str
    progress: dict[str, Any]
    report: dict[str, Any] | None


class SuiteOut(Schema):
    """A sealed prompt suite."""

    key: str
    version: str
    title: str
    languages: list[str]
    prompt_count: int
    sha256: str


class BoardOut(Schema):
    """A board and its newest release (0: none yet)."""

    slug: str
    suite: str
    judge_profile: str
    language: str
    caveat: str
    release: int
    page: str


class ReleaseOut(Schema):
    """One release: its content is what the seal ``sha256`` is over."""

    board: str
    number: int
    published_at: datetime
    sha256: str
    content: dict[str, Any]
