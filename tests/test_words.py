"""No text uses a word or pattern that docs/words.md rules out: pages, messages, documents, docstrings and strings."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leaderboard.domain.recorded.reading import MESSAGES
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.translation.catalogue import extracted

_RULES = {
    r"\bsurely\b": "reliably (95% confidence)",
    r"\bfor ever\b": "permanently, indefinitely",
    r"\b(comes?|came) to be\b|\bcomes? about\b": "appears, works",
    r"\bstands? here\b": "is shown, is listed",
    r"\btime and again\b": "repeatedly",
    r"\bis none of\b": "is not one of",
    r"\b(is|are) said (at|to)\b": "see …, is shown",
    r"\bread as given\b": "valid reply",
    r"\b(faults?|failures?) of ours\b|\bour fault\b": "failure on our side",
    r"\b(thereof|wherewith|therein)\b": "name the thing",
    r"(?<!\.)\bmend(s|ed|ing)?\b": "fix, correct",
    r"\bpaint(s|ed)\b(?=.*\b(models?|prompts?)\b)": "make, by the top models",
    r"\b2( ·|,) excel\b|\(excel\)": "excellent",
    r"\d %(?=[\s,.;:)]|$)": "95%: no space before the sign",
}
"""What is ruled out, and what to write instead."""

_TEXTS = ("docs/**/*.md", "*.md", ".github/**/*.md", ".github/**/*.yml", "docker/observe/*.yaml", "prompts/*/SUITE.md")
_LISTS_THEM = {"docs/words.md", "docs/translation.md", "CHANGELOG.md"}
_CODE = ("leaderboard", "workers")
_NOT_PROSE = {"migrations", "drawing", "showcase"}
"""Folders whose texts are names, made-up data or what the judge is asked."""


_NUMBERED = re.compile(r"%\(count\)[sd] (?:of your )?(?:[a-z]+ )?[a-z]{3,}s\b")
_NEVER_ONE = {
    "%(count)d calls in flight, repeated": "a test of several calls",
    "%(count)d invitations of this team are open": "a constant",
    "%(count)s files: %(message)s": "a single file has a line of its own",
    "%(count)s pictures are missing: %(first)s": "a single picture has a line of its own",
    "%(count)s of %(total)s prompts": "the total is counted",
    "%(count)s parameters": "of a model",
    "“%(text)s” is %(count)s parameters": "a million at least",
    "%(count)s prompts at hand": "two at least",
    "Detected with %(count)s prompts": "two at least",
    "%(count)d characters": "a limit is exceeded",
    "%(count)s characters": "a limit is exceeded",
    "There are %(count)d ": "a limit is exceeded",
    "tests per hour are possible": "a constant",
    "tests and repetitions per hour": "a constant",
    "its %(count)s bytes are not those": "of a picture",
    "the most that": "a constant",
    "you have sent %(count)d invitations": "a constant",
    "of your endpoint tests have not ended": "a constant",
    "of your picture sets are not submitted": "a constant",
    "copies of your data were made": "a constant",
}
"""Messages whose number is never one, by a part of each, and why. They need no singular."""


def _documents() -> Iterator[tuple[str, str]]:
    for pattern in _TEXTS:
        for path in sorted(CHECKOUT.glob(pattern)):
            name = str(path.relative_to(CHECKOUT))
            if name not in _LISTS_THEM:
                yield name, path.read_text(encoding="utf-8")


def _messages() -> Iterator[tuple[str, str]]:
    for message in extracted():
        if all(file.startswith("prompts/") for file, _line in message.locations):
            continue  # sealed texts
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        for text in texts:
            yield ", ".join(file for file, _line in message.locations), str(text).replace("%%", "%")


def _templates() -> Iterator[tuple[str, str]]:
    for path in sorted((CHECKOUT / "templates").rglob("*.*")):
        yield str(path.relative_to(CHECKOUT)), path.read_text(encoding="utf-8")


def _code() -> Iterator[tuple[str, str]]:
    for path in sorted(path for folder in _CODE for path in (CHECKOUT / folder).rglob("*.py")):
        if _NOT_PROSE.isdisjoint(path.parts):
            for text in _strings(path):
                yield str(path.relative_to(CHECKOUT)), text


def _strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.value


@pytest.mark.parametrize(
    "texts", [_documents, _messages, _templates, _code], ids=["documents", "messages", "templates", "code"]
)
def test_texts_use_the_words_of_the_list(texts: Callable[[], Iterator[tuple[str, str]]]) -> None:
    found = [
        f"{place}: “{text[max(0, hit.start() - 40) : hit.end() + 20]}”: write “{instead}” (docs/words.md)"
        for place, text in texts()
        for pattern, instead in _RULES.items()
        for hit in re.finditer(pattern, text, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    ["Models are surely apart", "the first one comes to be", "95 % confidence", "This is our fault", "2 · excel"],
)
def test_each_rule_finds_what_it_rules_out(text: str) -> None:
    assert any(re.search(pattern, text, re.IGNORECASE) for pattern in _RULES)


def test_a_message_with_a_number_has_a_singular() -> None:
    """``ngettext`` in code, ``{% plural %}`` in templates, or words that fit every number."""
    without = {str(message.id) for message in extracted() if isinstance(message.id, str)}
    found = {
        text
        for text in without
        if _NUMBERED.search(text) and not any(part in text for part in _NEVER_ONE) and not _is_recorded(text)
    }
    assert found == set()


def _is_recorded(text: str) -> bool:
    """Whether the message only reads what was recorded; then the singular is a message of its own."""
    return text in MESSAGES


def test_the_check_finds_a_missing_singular() -> None:
    assert _NUMBERED.search("%(count)s practice submissions in 24 hours are used")
    assert _NUMBERED.search("%(count)d faults")
    assert not _NUMBERED.search("faults: %(count)d")
