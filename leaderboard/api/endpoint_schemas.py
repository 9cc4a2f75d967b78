"""Schemas of endpoints: how they are called, and what a test of one found."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import AfterValidator, field_validator, model_validator

from leaderboard.api.fields import Language, SuiteName
from leaderboard.api.request_schema import RequestSchema
from leaderboard.api.submission_schemas import SubmissionIn
from leaderboard.domain.submission.adapters import (
    BEARER,
    LEAST_DEADLINE_S,
    LEAST_INTERVAL_S,
    MOST_DEADLINE_S,
    MOST_INTERVAL_S,
    Adapter,
    AdapterKind,
    Auth,
    AuthKind,
    check_address,
    check_auth,
    check_headers,
    check_hosts,
    check_states,
    fault_together,
)
from leaderboard.domain.submission.endpoint_fields import (
    MOST_URL_CHARACTERS,
    RESERVED_PARAMETERS,
    check_api_key,
    check_base_url,
    check_json,
    check_reserved,
    check_size,
)
from leaderboard.domain.submission.json_paths import check_path
from leaderboard.domain.submission.presets import PresetName, fault_of
from leaderboard.domain.submission.templates import check_template
from leaderboard.domain.texts import check_line
from leaderboard.pipeline.submission.submit import EndpointSpec


def _path(text: str) -> str:
    if text:
        check_path(text)
    return text


def _address(text: str) -> str:
    check_address(text)
    return text


def _states(states: list[str]) -> list[str]:
    check_states(states)
    return states


_Path = Annotated[str, AfterValidator(_path)]
_Address = Annotated[str, AfterValidator(_address)]
_States = Annotated[list[str], AfterValidator(_states)]


class AuthIn(RequestSchema):
    """Where the API key is sent: as "Authorization: Bearer …", or in the header or query parameter ``name``."""

    kind: AuthKind
    name: str = Field("", examples=["x-api-key"])

    @model_validator(mode="after")
    def _sendable(self) -> AuthIn:
        check_auth(self.auth())
        return self

    def auth(self) -> Auth:
        """As the domain has it."""
        return Auth(self.kind, self.name if self.kind is not AuthKind.BEARER else "")


class AdapterIn(RequestSchema):
    """An API that is not the OpenAI Images API; the base URL is then the whole address of the first call, a POST.

    ``template`` is its body, with {prompt}, {model}, {size}, {width}, {height} and {seed} in its values. Paths are
    JSONPaths of names and indices. Of a job, ``status_url`` is the path to the address to poll, or that address with
    {id}; the lists say what the states mean. docs/endpoints.md has an example for each kind.
    """

    kind: AdapterKind
    template: dict[str, Any] = Field(examples=[{"prompt": "{prompt}", "width": "{width}", "seed": "{seed}"}])
    picture: _Path = Field(
        min_length=1, description="Where the picture is: a link, base64 or a data URL.", examples=["$.images[0].url"]
    )
    headers: dict[str, str] = Field(default_factory=dict, description="Constant headers of every call.")
    send_key_to: list[str] = Field(
        default_factory=list, description="Hosts that get the key, too, over https; by default only the base URL's."
    )
    status_url: _Address = Field("", examples=["$.urls.get"])
    job_id: _Path = Field("", examples=["$.id"])
    state: _Path = Field("", examples=["$.status"])
    running: _States = Field(default_factory=list, description="If empty, every other state means running.")
    succeeded: _States = Field(default_factory=list, examples=[["succeeded"]])
    failed: _States = Field(default_factory=list, examples=[["failed", "canceled"]])
    result_url: _Address = Field("", description="Where the result is, if not in the last reply.")
    interval_s: float = Field(
        1.0, ge=LEAST_INTERVAL_S, le=MOST_INTERVAL_S, description="The first pause between polls."
    )
    deadline_s: float = Field(170.0, ge=LEAST_DEADLINE_S, le=MOST_DEADLINE_S, description="For the whole job.")

    @field_validator("template")
    @classmethod
    def _fillable(cls, value: dict[str, Any]) -> dict[str, Any]:
        check_template(value)
        return value

    @field_validator("headers")
    @classmethod
    def _sendable(cls, value: dict[str, str]) -> dict[str, str]:
        check_headers(value)
        return value

    @field_validator("send_key_to")
    @classmethod
    def _hosts(cls, value: list[str]) -> list[str]:
        check_hosts(value)
        return value

    def adapter(self) -> Adapter:
        """As the domain has it."""
        return Adapter(**self.model_dump())


class EndpointIn(RequestSchema):
    """An endpoint; its key and configuration are encrypted, and deleted when the run or test ends.

    Without ``adapter`` it speaks the OpenAI Images API. A ``preset`` adds the parameters that its server needs.
    """

    base_url: str = Field(max_length=MOST_URL_CHARACTERS, examples=["https://images.example.org/v1"])
    model: str = Field(min_length=1, max_length=200)
    api_key: str = Field("", max_length=500, repr=False)  # whatever prints the request leaves the key out
    size: str = Field("", description="As the endpoint expects it; at most 20 characters.", examples=["1024x1024"])
    extra: dict[str, Any] = Field(default_factory=dict, description="Added to every request; {seed} is replaced.")
    preset: PresetName | None = None
    auth: AuthIn | None = None
    adapter: AdapterIn | None = None

    @field_validator("base_url")
    @classmethod
    def _callable(cls, value: str) -> str:
        check_base_url(value)
        return value

    @field_validator("model")
    @classmethod
    def _sayable(cls, value: str) -> str:
        check_line(value)
        return value

    @field_validator("size")
    @classmethod
    def _short(cls, value: str) -> str:
        check_size(value.strip())
        return value.strip()

    @field_validator("api_key")
    @classmethod
    def _sendable(cls, value: str) -> str:
        check_api_key(value)
        return value

    @field_validator("extra")
    @classmethod
    def _additional(cls, value: dict[str, Any]) -> dict[str, Any]:
        check_reserved(value, RESERVED_PARAMETERS)
        check_json(value)
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> EndpointIn:
        if self.adapter and (self.preset or self.extra):
            raise ValueError("An adapter has its parameters in its template; send no preset and no extra with it.")
        fault = fault_together(self.adapter.adapter(), self.size) if self.adapter else None
        if self.preset:
            fault = fault_of(self.preset, self.model, self.size, self.extra)
        if fault:
            raise ValueError(f"{fault[0]}: {fault[1]}")
        return self

    def spec(self) -> EndpointSpec:
        """As the pipeline expects it."""
        return EndpointSpec(
            self.base_url,
            self.model,
            self.api_key,
            self.size,
            self.extra,
            auth=self.auth.auth() if self.auth else BEARER,
            adapter=self.adapter.adapter() if self.adapter else None,
            preset=self.preset,
        )


class EndpointSubmissionIn(EndpointIn, SubmissionIn):
    """An endpoint that is called once per prompt and language."""


class EndpointTrialIn(EndpointIn):
    """An endpoint that is called once, with the suite's first prompt in a language."""

    suite: SuiteName
    language: Language


class ExchangeOut(Schema):
    """A request as it was sent and the beginning of its reply ("" if none came), with all secrets hidden."""

    request: str
    reply: str


class EndpointTrialOut(Schema):
    """A test of an endpoint. ``state``: running, works or failed.

    ``picture``: a small copy of it as a data URL. ``facts``: format and size of the picture as the endpoint sent it.
    ``exchanges``: what was sent and received; of a job that is polled, the first request and the last ones.
    """

    id: int
    state: str
    created_at: datetime
    ended_at: datetime | None
    prompt: str
    picture: str | None
    facts: str
    error: str
    exchanges: list[ExchangeOut]
    page: str


class RepeatIn(RequestSchema):
    """The endpoint of a submission once more, because its key was deleted at the end. Model and size stay."""

    base_url: str = Field(max_length=MOST_URL_CHARACTERS, examples=["https://images.example.org/v1"])
    api_key: str = Field("", max_length=500, repr=False)
    extra: dict[str, Any] = Field(default_factory=dict)

    @field_validator("base_url")
    @classmethod
    def _callable(cls, value: str) -> str:
        check_base_url(value)
        return value

    @field_validator("api_key")
    @classmethod
    def _sendable(cls, value: str) -> str:
        check_api_key(value)
        return value

    @field_validator("extra")
    @classmethod
    def _additional(cls, value: dict[str, Any]) -> dict[str, Any]:
        check_reserved(value, RESERVED_PARAMETERS)
        check_json(value)
        return value
