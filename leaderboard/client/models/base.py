"""What every object has, pages of lists, and errors."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Item = TypeVar("Item")


class Object(BaseModel):
    """An object of the API; fields that this version does not know are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=())


class Page(Object, Generic[Item]):
    """Some items of a list, and the cursor of the next page."""

    items: list[Item]
    next: str | None


class Fault(Object):
    """One faulty field."""

    field: str
    message: str


class Problem(Object):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    faults: list[Fault] | None = None
