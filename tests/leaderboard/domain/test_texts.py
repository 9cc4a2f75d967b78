"""What is taken as a text, in which form it is kept, and what is left of one that was kept before there were rules."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.texts import (
    FieldFault,
    check_line,
    check_paragraphs,
    has_visible,
    may_fit,
    quoted,
    read_line,
    read_link,
    read_name,
    read_paragraphs,
    shown,
    shown_line,
)


def refusal(read: Callable[[str], object], text: str) -> str:
    with pytest.raises(FieldFault) as caught:
        read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Aquarell 20B", "Aquarell 20B"),
        ("  Aquarell\u00a0", "Aquarell"),
        ("\ufeffAquarell\u200b", "Aquarell"),
        ("Cafe\u0301", "Café"),
        ("نموذج", "نموذج"),
        ("👩\u200d🎨", "👩\u200d🎨"),
    ],
)
def test_a_name_is_kept_in_normal_form_without_white_space_around_it(text: str, kept: str) -> None:
    assert read_name(text) == kept
    assert read_name(kept) == kept


@pytest.mark.parametrize(
    ("text", "character"),
    [
        *(("a\0b", "U+0000"), ("a\nb", "U+000A"), ("a\tb", "U+0009"), ("a\x1b[31mb", "U+001B"), ("a\x85b", "U+0085")),
        *(("a\u2028b", "U+2028"), ("a\u202eb", "U+202E"), ("a\u2067b", "U+2067"), ("\ud800", "U+D800")),
        *(("a\uffffb", "U+FFFF"), ("a\U0001fffe", "U+1FFFE")),
    ],
)
def test_a_name_with_a_character_that_cannot_be_shown_is_refused_by_its_number(text: str, character: str) -> None:
    for read in (read_name, read_line, check_line):
        message = refusal(read, text)
        assert f"holds the character {character}, which cannot be shown" in message
        assert "Plain text of one line is expected" in message
        assert message.isprintable()


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "\u3164", "\u2800\u2800", "\u0301", "\u00ad", "\ufe0f"])
def test_a_name_without_anything_visible_is_refused_and_an_optional_line_is_empty(text: str) -> None:
    assert "holds nothing that can be seen" in refusal(read_name, text)
    assert read_line(text) == ""
    assert not has_visible(text)


def test_a_text_of_several_lines_keeps_them() -> None:
    assert read_paragraphs(" One\r\ntwo\rthree\tfour\n") == "One\ntwo\nthree\tfour"
    assert "U+0007" in refusal(read_paragraphs, "bell \x07")
    check_paragraphs("a\r\nb\tc\u2028d")


@pytest.mark.parametrize(
    "link",
    ["", "https://example.org/a?b=(c)&d='e'", "http://127.0.0.1:8000", "https://例子.example/模型", "HTTPS://A.b"],
)
def test_a_web_address_is_kept_as_it_is(link: str) -> None:
    assert read_link(link) == link


@pytest.mark.parametrize(
    "link",
    [
        *("javascript:alert(1)", "data:text/html,x", "example.org", "//example.org", "http://", "https://[half"),
        *("https://bank.example@evil.example/", 'https://a.example/"onclick="x', "https://a.example/<script>"),
        *("https://a.example/a b", "https://a.example\\@b.example", "http://a.example:99999/", "ftp://a.example"),
    ],
)
def test_what_is_no_web_address_is_refused(link: str) -> None:
    assert "One such as https://example.org/model is expected" in refusal(read_link, link)


def test_a_message_shows_the_beginning_with_escapes() -> None:
    assert quoted("a\0" + "x" * 100) == "a\\x00" + "x" * 78 + "…"


def test_only_what_could_fit_is_read() -> None:
    assert may_fit("\u1100\u1161\u11a8" * 80, 80)
    assert not may_fit("x" * 321, 80)


def test_what_was_kept_before_is_shown_without_what_cannot_be_shown() -> None:
    assert shown("Aqua\x01\x08rell \u202eABC\ufffe") == "Aquarell ABC"
    assert shown("one\ntwo") == "one\ntwo"
    assert shown_line("one\r\n two\x00") == "one two"
    assert shown("") == ""
    for text in ("\x07", "\u200b", "\u3164", "\u202e"):
        assert shown(text) == "\ufffd"
    fine = "通义千问 👩\u200d🎨 Café"
    assert shown(fine) == fine


@given(st.text(st.characters(), max_size=40))
def test_what_is_shown_can_stand_in_xml_and_is_taken_again(text: str) -> None:
    line = shown_line(text)
    assert "".join(ElementTree.fromstring(f"<a>{escape(line)}</a>").itertext()) == line  # noqa: S314
    check_line(line)
    check_paragraphs(shown(text))
    ElementTree.fromstring(f"<a>{escape(shown(text))}</a>")  # noqa: S314
