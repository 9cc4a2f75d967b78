"""Reports of the gate: what they say, and that texts of prompts and judges stay texts in each form."""

from __future__ import annotations

import base64
import io
import json
import os
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from leaderboard.client.models import ChangedPicture, Gate, GateLevel, GatePicture, GateSide, VerdictChange
from leaderboard.client.reports.forms import Form, write
from leaderboard.client.reports.report import Report, sentence
from leaderboard.client.reports.thumbnails import within_limit

HOSTILE = '<script>alert(1)</script> | [x](http://evil.example) `code` @team #12 <!-- \x00\x1b ]]> "quoted"'
SITE = "https://salon.example.org"


def level(verdict: str, low: float, high: float, **fields: Any) -> GateLevel:
    names = {"level": "overall", "dimension": "", "sub_capability": "", "facet": ""}
    scores = {"baseline": 60.0, "candidate": 60.0 + (low + high) / 2, "difference": (low + high) / 2}
    rest = {"margin": 1.0, "noise_floor": 0.0, "sd": 8.0, "prompts": 240, "prompts_needed": None}
    return GateLevel(**{**names, **scores, **rest, "verdict": verdict, "low": low, "high": high, **fields})


def gate(*levels: GateLevel, text: str = "A fox", is_public: bool = False) -> Gate:
    def picture(image: int, score: float) -> GatePicture:
        address = f"{SITE}/images/{image}"
        return GatePicture(image=image, score=score, page=f"{address}/", display=None, thumbnail=f"{address}/thumb")

    def side(number: int) -> GateSide:
        return GateSide(submission=number, generator=text, is_public=is_public, page=f"{SITE}/submissions/{number}/")

    change = VerdictChange(
        dimension="Quality",
        sub_capability="Fidelity",
        facet=text,
        is_target=True,
        baseline="2",
        candidate="0",
        baseline_reason="",
        candidate_reason=text,
    )
    changed = ChangedPicture(
        prompt="p001",
        text=text,
        difference=-40.0,
        baseline=picture(1, 80.0),
        candidate=picture(2, 40.0),
        verdicts=[change],
    )
    return Gate(
        baseline=side(17),
        candidate=side(23),
        suite="core-v1/1",
        judge_profile="judge 1",
        language="en",
        alpha=0.05,
        verdict=levels[0].verdict,
        exit_code=1,
        levels=list(levels),
        changed_level="overall",
        changed=[changed],
        page=f"{SITE}/submissions/23/gate/?baseline=17",
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (level("better", 0.5, 2.5), "Better: Overall changed by +1.50 points (interval +0.50 to +2.50)."),
        (level("equivalent", -0.5, 0.3), "so a drop of more than 1 point is excluded."),
        (level("worse", -4, -2), "the drop exceeds the margin of 1 point."),
        (level("worse", -4, -0.5, margin=2.0), "the drop may exceed the margin of 2 points."),
        (level("undecided", -2, 1, prompts_needed=1200), "240 prompts cannot tell; about 1,200 would be needed."),
        (level("undecided", -2, 1), "and no number of prompts would."),
    ],
)
def test_the_answer_is_one_sentence(answer: GateLevel, said: str) -> None:
    assert said in sentence(answer)


class Page(HTMLParser):
    """The elements of a page, and the addresses that it loads from."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.loaded, self.texts = set[str](), list[str](), ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loaded += [str(value) for name, value in attributes if name in ("src", "srcset", "data", "poster")]

    def handle_data(self, data: str) -> None:
        self.texts += data


def test_texts_stay_texts_in_every_form() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (32, 32), "red").save(picture, "WEBP")
    report = Report(gate(level("worse", -4, -2), text=HOSTILE), seconds=3.0, thumbnails={1: picture.getvalue()})
    page = Page(write(report, Form.HTML))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.texts
    assert page.loaded
    assert all(address.startswith("data:image/webp;base64,") for address in page.loaded)
    markdown = write(report, Form.MARKDOWN)
    assert not re.search(r"<script|\[x\]|`|@team|#12|<!--", re.sub("&#[0-9]+;", "", markdown))
    assert all(line.count("|") == 5 for line in markdown.splitlines() if "p001" in line)
    assert "<script>alert(1)</script>" in unescape(markdown)
    assert "![" not in markdown
    root = ElementTree.fromstring(write(report, Form.JUNIT))  # noqa: S314  # it is our own
    (failure,) = root.iter("failure")
    assert failure.get("type") == "worse"
    assert json.loads(write(report, Form.JSON))["changed"][0]["text"] == HOSTILE


def test_pictures_that_everybody_sees_are_in_the_markdown() -> None:
    markdown = write(Report(gate(level("worse", -4, -2), is_public=True)), Form.MARKDOWN)
    assert f"![before]({SITE}/images/1/thumb)" in markdown
    assert "private" not in markdown


def test_junit_has_a_case_per_level_and_an_error_without_a_verdict() -> None:
    levels = [level("equivalent", -0.5, 0.3), level("undecided", -2, 1, level="quality", dimension="Quality")]
    suite = ElementTree.fromstring(write(Report(gate(*levels)), Form.JUNIT))[0]  # noqa: S314  # it is our own
    assert [case.get("name") for case in suite.iter("testcase")] == ["Overall (margin 1)", "Quality (margin 1)"]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    failed = ElementTree.fromstring(write(Report(None, "the site is down"), Form.JUNIT))[0]  # noqa: S314  # it is our own
    assert (failed.get("tests"), failed.get("failures"), failed.get("errors")) == ("1", "0", "1")
    assert "the site is down" in "".join(failed.itertext())
    for form in Form:
        assert "the site is down" in write(Report(None, "the site is down"), form)


def test_a_page_stays_below_a_megabyte() -> None:
    noise = Image.frombytes("RGB", (320, 320), os.urandom(320 * 320 * 3))
    file = io.BytesIO()
    noise.save(file, "WEBP", lossless=True)
    files = within_limit(dict.fromkeys(range(12), file.getvalue()))
    assert set(files) == set(range(12))
    assert sum(len(base64.b64encode(data)) for data in files.values()) < 960_000
    assert within_limit({1: b"small"}) == {1: b"small"}
