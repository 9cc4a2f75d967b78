"""The base of what callers send."""

from __future__ import annotations

from django.http import QueryDict
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import ConfigDict

UNKNOWN_FIELD = "extra_forbidden"
"""Pydantic's type of the fault."""


class RequestSchema(Schema):
    """A request's body. Unknown fields are refused: a mistyped one would otherwise be ignored without a word."""

    model_config = ConfigDict(extra="forbid")


def refuse_unknown_fields(form: QueryDict, schema: type[RequestSchema]) -> None:
    """Do the same for a form, of which ninja passes on only the fields that the schema has.

    Raises:
        ValidationError: with a fault for each unknown field.
    """
    unknown = [name for name in form if name not in schema.model_fields]
    if unknown:
        raise ValidationError([{"type": UNKNOWN_FIELD, "loc": ("form", "payload", name)} for name in unknown])
