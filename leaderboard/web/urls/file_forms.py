"""The three forms of a table, as part of an address: ``board.csv``, ``board.json``, ``board.parquet``."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class FormConverter(StringConverter):
    """One of the three."""

    regex = "csv|json|parquet"


def register() -> None:
    """Make ``<form:…>`` known to the addresses."""
    register_converter(FormConverter, "form")
