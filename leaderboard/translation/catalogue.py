"""Extracting messages, updating a catalogue with them, and compiling it, with Babel.

Django's own commands for this call GNU gettext, which not every machine has. As in those commands, Django's
``templatize`` turns templates into something like Python.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from leaderboard.translation import data

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parent
LOCALES = PACKAGE / "locale"
"""``<locale>/LC_MESSAGES/django.po``; the compiled ``django.mo`` lies beside it and is not in the repository."""

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_HEADER = "# Salon's interface. Made up to date by: manage.py translations"


def catalogues(folder: Path = LOCALES) -> list[Path]:
    """The files of all catalogues, by default those that belong to the code."""
    return sorted(folder.glob("*/LC_MESSAGES/django.po"))


def extracted() -> Catalog:
    """Every message of templates, code and included data, with the files that contain it."""
    catalog = Catalog()
    for file, text in _sources():
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), _KEYWORDS):
            catalog.add(message, locations=[(file, 0)], context=context)
    for file, text in data.texts(CHECKOUT):
        catalog.add(text, locations=[(file, 0)], context=data.CONTEXT)
    return catalog


def read(path: Path) -> Catalog:
    """The catalogue in this file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def bring_up_to_date(path: Path) -> Catalog:
    """Add new messages without a translation and drop unused ones; guess nothing from similar messages."""
    catalog = read(path)
    created = catalog.creation_date
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = _HEADER
    catalog.creation_date = created  # without new messages the file stays the same
    with path.open("wb") as file:
        write_po(file, catalog, width=0, no_location=True, omit_header=False, sort_output=True)
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    """The messages without a translation."""
    return [
        str(message.id)
        for message in catalog
        if message.id and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]


def compile_all(folders: Iterable[Path] = (LOCALES,)) -> None:
    """Compile each catalogue that is newer than its compiled file."""
    for path in (path for folder in folders for path in catalogues(folder)):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
            continue
        content = io.BytesIO()
        write_mo(content, read(path))
        # Replaced atomically: another process may be reading it.
        part = compiled.with_suffix(".mo.part")
        part.write_bytes(content.getvalue())
        part.replace(compiled)


def _sources() -> Iterator[tuple[str, str]]:
    for file in sorted((CHECKOUT / "templates").rglob("*")):
        if file.suffix in {".html", ".svg", ".txt"}:
            # Within brackets, indentation left by templatize has no meaning.
            yield str(file.relative_to(CHECKOUT)), f"({templatize(file.read_text(encoding='utf-8'))})"
    for file in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in file.parts:
            yield str(file.relative_to(CHECKOUT)), file.read_text(encoding="utf-8")
