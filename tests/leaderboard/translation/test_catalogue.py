"""The interface's catalogues: complete, up to date, and with the placeholders of what they translate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from leaderboard.translation.catalogue import PACKAGE, catalogues, extracted, read, untranslated

_PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[sdf]|%[sd]|\{\w+\}")
_CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}


def test_there_is_a_chinese_catalogue() -> None:
    assert [path.parent.parent.name for path in catalogues()] == ["zh_Hans"]


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_a_catalogue_has_the_messages_of_templates_and_code_and_translates_them_all(path: Path) -> None:
    catalog = read(path)
    # "manage.py translations" brings it up to date.
    assert {message.id for message in catalog} == {message.id for message in extracted()}
    assert untranslated(catalog) == []
    assert not any(message.fuzzy for message in catalog if message.id)


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_a_translation_has_the_placeholders_of_its_message(path: Path) -> None:
    for message in read(path):
        if message.id:
            for translation in _texts(message.string):
                original = _texts(message.id)[-1]
                assert _placeholders(translation) == _placeholders(original), original


def test_messages_of_templates_and_code_are_found_with_plurals_and_formats() -> None:
    messages: dict[object, Message] = {message.id: message for message in extracted()}
    assert "Skip to the content" in messages
    assert ("%(count)d model is ranked.", "%(count)d models are ranked.") in messages


def test_no_message_of_the_code_is_overlooked() -> None:
    """Babel's reader looks into no f-string, and a message that stands in one would stay English."""
    messages = {_texts(message.id)[0] for message in extracted()}
    assert set(_messages_of_the_code()) - messages == set()


def _messages_of_the_code() -> Iterator[str]:
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def _texts(text: object) -> list[str]:
    return [str(form) for form in text] if isinstance(text, (tuple, list)) else [str(text)]


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))
