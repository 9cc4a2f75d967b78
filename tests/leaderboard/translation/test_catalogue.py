"""The interface's catalogues: complete, up to date, and with the placeholders of what they translate."""

from __future__ import annotations

import ast
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import allauth
import django.conf
import django.contrib.auth
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo

from leaderboard.domain.rubric import parse_rubric
from leaderboard.translation.catalogue import CHECKOUT, PACKAGE, catalogues, extracted, read, untranslated
from leaderboard.translation.data import CONTEXT

_PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[sdf]|%[sd]|\{\w+\}")
_CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}

CHINESE_MISTAKES = (
    *(r"[一-鿿”）][,;:?!()]", r"[,;:?!()][一-鿿“（]", r"\.\.\."),  # half-width punctuation
    *(r"[一-鿿][A-Za-z0-9]", r"[A-Za-z0-9][一-鿿]"),  # no space
    *("可靠[地差]", "小程序", "你", "账号", "运营者", "邮件地址", "电子邮箱", "电子邮件"),
)
"""What the Chinese of docs/translation.md does not have, as patterns."""

_NOT_TEXT = re.compile(r"%\(\w+\)[\d.]*[sdf]|%%|\{\w+\}|<[^>]+>")


def test_there_is_a_chinese_catalogue() -> None:
    assert [path.parent.parent.name for path in catalogues()] == ["zh_Hans"]


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_a_catalogue_has_the_messages_of_templates_and_code_and_translates_them_all(path: Path) -> None:
    catalog = read(path)
    # "manage.py translations" brings it up to date.
    assert _identities(catalog) == _identities(extracted())
    assert untranslated(catalog) == []
    assert not any(message.fuzzy for message in catalog if message.id)


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_a_translation_has_the_placeholders_of_its_message(path: Path) -> None:
    for message in read(path):
        if message.id:
            for translation in _texts(message.string):
                original = _texts(message.id)[-1]
                assert _placeholders(translation) == _placeholders(original), original


@pytest.mark.parametrize("wrong", CHINESE_MISTAKES)
def test_chinese_is_written_by_the_rules_of_its_glossary(wrong: str) -> None:
    catalog = read(next(path for path in catalogues() if path.parent.parent.name == "zh_Hans"))
    texts = (_NOT_TEXT.sub("", text) for message in catalog if message.id for text in _texts(message.string))
    assert [text for text in texts if re.search(wrong, text)] == []


def test_messages_of_django_and_allauth_are_still_theirs() -> None:
    """One that they have reworded would be translated for nothing, and theirs would be shown."""
    folders = [Path(str(package.__file__)).parent for package in (django.conf, django.contrib.auth, allauth)]
    files = [folder / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo" for folder in folders]
    theirs = {
        form for file in files for message in read_mo(io.BytesIO(file.read_bytes())) for form in _texts(message.id)
    }
    ours = [message.id for message in extracted() if any("others.py" in file for file, _line in message.locations)]
    assert len(ours) > 10
    assert {form for message in ours for form in _texts(message)} - theirs == set()


def test_messages_of_templates_and_code_are_found_with_plurals_and_formats() -> None:
    messages: dict[object, Message] = {message.id: message for message in extracted()}
    assert "Skip to the content" in messages
    assert ("%(count)d model is ranked.", "%(count)d models are ranked.") in messages


def test_no_message_of_the_code_is_overlooked() -> None:
    """Babel's reader looks into no f-string, and a message that stands in one would stay English."""
    messages = {_texts(message.id)[0] for message in extracted()}
    assert set(_messages_of_the_code()) - messages == set()


def test_every_text_of_the_included_data_is_a_message() -> None:
    """Another suite, profile or facet fails here until its texts are found, and above until they are translated."""
    messages = {str(message.id) for message in extracted() if message.context == CONTEXT}
    rubric = parse_rubric((CHECKOUT / "prompts/protocols/salon-v1/rubric.toml").read_text(encoding="utf-8"))
    profile = tomllib.loads((CHECKOUT / "prompts/judges/q-judger.toml").read_text(encoding="utf-8"))
    suite = tomllib.loads((CHECKOUT / "prompts/core-v1/suite.toml").read_text(encoding="utf-8"))
    assert {name for facet in rubric.facets for name in facet.path} <= messages
    assert {facet.question for facet in rubric.facets} | {facet.not_applicable for facet in rubric.facets} <= messages
    assert {profile["title"], profile["description"], suite["title"], suite["description"]} <= messages


def _identities(catalog: Catalog) -> set[tuple[object, str | None]]:
    return {(message.id, message.context) for message in catalog}


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
