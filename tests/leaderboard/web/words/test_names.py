"""Authors' texts beside other text keep their own direction, and are escaped."""

from __future__ import annotations

from leaderboard.web.words.names import bdi, isolated, sentence_html


def test_a_name_in_html_is_escaped_cleaned_and_stands_by_itself() -> None:
    assert bdi("<b>A\x07&B") == "<bdi>&lt;b&gt;A&amp;B</bdi>"
    assert bdi("") == ""


def test_a_name_in_an_attribute_is_isolated_only_if_it_runs_from_right_to_left() -> None:
    assert isolated("Aquarell\x07 20B") == "Aquarell 20B"
    assert isolated("שלום 2") == "\u2068שלום 2\u2069"


def test_a_sentence_is_filled_with_html_and_escapes_the_rest() -> None:
    text = sentence_html("%(first)s < %(other)s by %(points)d%%", first=bdi("<A>"), other="<B> %(first)s", points=3)
    assert text == "<bdi>&lt;A&gt;</bdi> < &lt;B&gt; %(first)s by 3%"
    assert hasattr(text, "__html__")
