"""JSON templates of requests: ``{"input": {"prompt": "{prompt}", "width": "{width}"}}``.

Values are placed in the parsed template and never in its text, so no prompt can become anything but a value. What was
placed is not looked at again: a prompt that contains "{seed}" stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from leaderboard.domain.submission.endpoint_fields import check_json
from leaderboard.domain.texts import FieldFault
from leaderboard.domain.translatable import gettext_noop

PLACEHOLDERS = ("prompt", "model", "size", "width", "height", "seed")
SEED = "{seed}"

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_SIDES = re.compile(r"([1-9]\d{0,4})[x×*]([1-9]\d{0,4})", re.ASCII)
_EXPECTED = gettext_noop('A JSON object such as {"prompt": "{prompt}", "size": "{size}"} is expected.')


def check_template(template: Mapping[str, Any]) -> None:
    """Refuse a template without the prompt, with an unknown placeholder, or that cannot be stored.

    Raises:
        FieldFault: naming the placeholder at fault, or the limit.
    """
    check_json(template)
    names = placeholders_in(template)
    if unknown := sorted(names.difference(PLACEHOLDERS)):
        raise FieldFault(
            gettext_noop("The template has the placeholder %(unknown)s; those that exist are %(known)s."),
            _EXPECTED,
            unknown=_listed(unknown),
            known=_listed(PLACEHOLDERS),
        )
    if "prompt" not in names:
        raise FieldFault(gettext_noop("The template has no {prompt}, so all pictures would be the same."), _EXPECTED)


def check_size_for(template: Mapping[str, Any], size: str) -> None:
    """Refuse a size that the template's placeholders cannot be filled from.

    Raises:
        FieldFault: naming the placeholder.
    """
    names = placeholders_in(template)
    if "size" in names and not size:
        raise FieldFault(
            gettext_noop("The template has {size}, but no size is given."),
            gettext_noop("A size as the endpoint expects it, such as 1024x1024, is expected."),
        )
    if names & {"width", "height"} and _SIDES.fullmatch(size) is None:
        raise FieldFault(
            gettext_noop("The template has {width} or {height}, but the size is not of the form 1024x1024."),
            gettext_noop("Width and height in pixels, such as 1024x1024, are expected."),
        )


def placeholders_in(template: object) -> frozenset[str]:
    """The names of all placeholders in the template's values."""
    return frozenset(match[1] for text in _texts(template) for match in _PLACEHOLDER.finditer(text))


def values_for(prompt: str, model: str, size: str, seed: int) -> dict[str, str | int]:
    """What each placeholder stands for; without ``width`` and ``height`` if the size does not name them."""
    values: dict[str, str | int] = {"prompt": prompt, "model": model, "size": size, "seed": seed}
    if sides := _SIDES.fullmatch(size):
        values |= {"width": int(sides[1]), "height": int(sides[2])}
    return values


def filled(template: Any, values: Mapping[str, str | int]) -> Any:
    """The template with its placeholders replaced; a text that is one placeholder alone becomes its value, number or
    text. Placeholders without a value stay."""
    if isinstance(template, Mapping):
        return {name: filled(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    if not isinstance(template, str):
        return template
    if alone := _PLACEHOLDER.fullmatch(template):
        return values.get(alone[1], template)
    return _PLACEHOLDER.sub(lambda match: str(values.get(match[1], match[0])), template)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
