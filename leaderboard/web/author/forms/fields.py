"""Form fields for names and other texts, parameter counts, API addresses and JSON objects."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leaderboard.domain.submission.endpoint_fields import (
    MOST_JSON_CHARACTERS,
    MOST_URL_CHARACTERS,
    check_base_url,
    check_json,
    check_reserved,
)
from leaderboard.domain.submission.price import LEAST_PRICE, MOST_PRICE, PRICE_DIGITS, PRICE_PLACES, price_text
from leaderboard.domain.texts import FieldFault, may_fit, read_line, read_link, read_name, read_paragraphs

_COUNT = re.compile(r"(\d+(?:\.\d+)?|\d{1,3}(?:[,_ ]\d{3})+)\s*([KMBT万亿]?)", re.IGNORECASE)
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_READ_UNITS = _UNITS | {"万": 10**4, "亿": 10**8}
_MOST_PARAMETERS = 10**15


class ParameterCountField(forms.CharField):
    """A number of parameters as "20B", "1.5B", "800M", "1,500,000" or digits; the value is a whole number or None."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        return parse_parameter_count(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return format_parameter_count(value) if isinstance(value, int) else value


def parse_parameter_count(text: str) -> int:
    """The number that a text such as "1.5B" means.

    Raises:
        ValidationError: unless it is a whole number from 1 to 10**15.
    """
    match = _COUNT.fullmatch(text.strip())
    if match is None:
        raise ValidationError(
            gettext("“%(text)s” is not a number of parameters; one such as 20B, 1.5B, 800M or 20000000000 is expected.")
            % {"text": text}
        )
    count = Decimal(re.sub("[,_ ]", "", match[1])) * _READ_UNITS[match[2].upper()]
    if count != int(count) or not 1 <= count <= _MOST_PARAMETERS:
        raise ValidationError(
            gettext("“%(text)s” is %(count)s parameters; a whole number from 1 to 1000T is expected.")
            % {"text": text, "count": f"{count:f}"}
        )
    return int(count)


def format_parameter_count(count: int) -> str:
    """The shortest text that reads back as the same count: 20000000000 is "20B"."""
    for unit, size in reversed(_UNITS.items()):
        if count >= size and (count * 100) % size == 0:
            return f"{Decimal(count) / size:f}{unit}"
    return str(count)


class PriceField(forms.DecimalField):
    """The price of one picture in US dollars, perhaps with "$" in front; the value is a Decimal or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_digits=PRICE_DIGITS,
            decimal_places=PRICE_PLACES,
            min_value=LEAST_PRICE,
            max_value=MOST_PRICE,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages={"invalid": _("Enter a price in US dollars such as 0.04.")},
            **options,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().removeprefix("$") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return price_text(value) if isinstance(value, Decimal) else value


@contextmanager
def translated_faults() -> Iterator[None]:
    """Turn a FieldFault of the domain's checks into a form error in the reader's language."""
    try:
        yield
    except FieldFault as fault:
        raise ValidationError(fault.message(gettext)) from fault


class _ReadField(forms.CharField):
    """A text that a reader of ``leaderboard/domain/texts.py`` brings into the form in which it is kept."""

    read: Callable[[str], str]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"dir": "auto"}

    def to_python(self, value: Any) -> Any:
        # Before the validators, which look at the length, because normal form C can change it.
        text = super().to_python(value)
        if not text or not may_fit(text, self.max_length or len(text)):
            return text
        with translated_faults():
            return type(self).read(text)


class NameField(_ReadField):
    """One line with something visible in it."""

    read = staticmethod(read_name)


class LineField(_ReadField):
    """One line, which may be empty."""

    read = staticmethod(read_line)


class ParagraphsField(_ReadField):
    """Plain text of several lines."""

    read = staticmethod(read_paragraphs)


class LinkField(_ReadField):
    """A web address that readers may follow."""

    read = staticmethod(read_link)


class BaseUrlField(forms.CharField):
    """The base address of an images API: the part before ``/images/generations``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_URL_CHARACTERS, **options)
        self.widget.input_type = "url"

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text:
            with translated_faults():
                check_base_url(text)
        return text


class JsonObjectField(forms.CharField):
    """A JSON object as text; the value is the object, {} when nothing was entered."""

    def __init__(self, *, reserved: frozenset[str], **options: Any) -> None:
        super().__init__(
            max_length=MOST_JSON_CHARACTERS,
            widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "code-input"}),
            **options,
        )
        self.reserved = reserved

    def clean(self, value: Any) -> dict[str, Any]:
        text = super().clean(value)
        if not text:
            return {}
        document = _json_object(text)
        with translated_faults():
            check_reserved(document, self.reserved)
            check_json(document)
        return document

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return json.dumps(value, ensure_ascii=False) if value else ""
        return value


def _json_object(text: str) -> dict[str, Any]:
    expected = gettext('A JSON object such as {"seed": 42, "quality": "high"} is expected.')
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        message = gettext("This is not JSON: %(what)s (line %(line)s, column %(column)s).") % {
            "what": error.msg,
            "line": error.lineno,
            "column": error.colno,
        }
        raise ValidationError(f"{message} {expected}") from error
    except (ValueError, RecursionError) as error:
        # Python limits the digits of an integer and the depth of nesting.
        message = gettext("This JSON holds a number or a text that cannot be stored.")
        raise ValidationError(f"{message} {expected}") from error
    if not isinstance(document, dict):
        kind = type(document).__name__
        raise ValidationError(gettext("This is JSON, but of the kind “%(kind)s”.") % {"kind": kind} + f" {expected}")
    return document
