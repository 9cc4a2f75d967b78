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

from leaderboard.client.models import (
    ChangedPicture,
    Comparison,
    Gate,
    GateLevel,
    GatePicture,
    GateSide,
    VerdictChange,
)
from leaderboard.client.reports.comparison import ComparisonReport
from leaderboard.client.reports.forms import COMPARISON, GATE, Form
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
        return GatePicture(
            image=image, sample=1, score=score, page=f"{address}/", display=None, thumbnail=f"{address}/thumb"
        )

    def side(number: int) -> GateSide:
        return GateSide(
            submission=number,
            generator=text,
            is_public=is_public,
            pictures_per_prompt=1,
            page=f"{SITE}/submissions/{number}/",
        )

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
    page = Page(GATE[Form.HTML](report))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.texts
    assert page.loaded
    assert all(address.startswith("data:image/webp;base64,") for address in page.loaded)
    markdown = GATE[Form.MARKDOWN](report)
    assert not re.search(r"<script|\[x\]|`|@team|#12|<!--", re.sub("&#[0-9]+;", "", markdown))
    assert all(line.count("|") == 5 for line in markdown.splitlines() if "p001" in line)
    assert "<script>alert(1)</script>" in unescape(markdown)
    assert "![" not in markdown
    root = ElementTree.fromstring(GATE[Form.JUNIT](report))  # noqa: S314  # it is our own
    (failure,) = root.iter("failure")
    assert failure.get("type") == "worse"
    assert json.loads(GATE[Form.JSON](report))["changed"][0]["text"] == HOSTILE


def comparison(settled: int, low: float | None, high: float | None, label: str = "") -> ComparisonReport:
    apart = {"submission": 23, "difference": 1.5, "low": low, "high": high, "shared": 240, "settled": settled}
    names = {"level": "overall", "dimension": "", "sub_capability": "", "facet": ""}
    compared = {
        "suite": "core-v1/1",
        "judge_profile": "judge 1",
        "language": "en",
        "languages": ["en"],
        "submissions": [
            {"id": 17, "generator": "Maple", "label": label, "pictures_per_prompt": 1, "is_incomplete": False},
            {"id": 23, "generator": "Maple", "label": label, "pictures_per_prompt": 1, "is_incomplete": True},
        ],
        "groups": [{"statements": 6, "levels": [{**names, "means": [61.5, 60.0], "differences": [apart]}]}],
        "largest_changes": [{"prompt": "p001", "scores": [80.0, None], "images": [1, None]}],
    }
    return ComparisonReport(Comparison.model_validate(compared), f"{SITE}/submissions/compare/?runs=17,23")


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (comparison(1, 0.5, 2.5), "Submission 17 scores reliably higher than submission 23 overall (+1.50 points"),
        (comparison(0, -0.5, 3.5), "Submission 17 does not differ reliably from submission 23 overall"),
        (comparison(0, None, None), "Submissions 17 and 23 share too few prompts to be compared."),
    ],
)
def test_a_comparison_answers_in_a_sentence_and_keeps_texts_texts(report: ComparisonReport, said: str) -> None:
    assert report.sentences[0].startswith(said)
    written = {form: writer(report) for form, writer in COMPARISON.items()}
    assert all("60.00" in text for form, text in written.items() if form is not Form.JSON)
    assert all("Submission 23 has too few judgements" in unescape(written[form]) for form in (Form.TEXT, Form.HTML))
    hostile = comparison(1, 0.5, 2.5, HOSTILE)
    assert "script" not in Page(COMPARISON[Form.HTML](hostile)).tags
    assert not re.search(r"<script|\[x\]|`|@team|#12|<!--", re.sub("&#[0-9]+;", "", COMPARISON[Form.MARKDOWN](hostile)))


def test_pictures_that_everybody_sees_are_in_the_markdown() -> None:
    markdown = GATE[Form.MARKDOWN](Report(gate(level("worse", -4, -2), is_public=True)))
    assert f"![before]({SITE}/images/1/thumb)" in markdown
    assert "private" not in markdown


def test_junit_has_a_case_per_level_and_an_error_without_a_verdict() -> None:
    levels = [level("equivalent", -0.5, 0.3), level("undecided", -2, 1, level="quality", dimension="Quality")]
    suite = ElementTree.fromstring(GATE[Form.JUNIT](Report(gate(*levels))))[0]  # noqa: S314  # it is our own
    assert [case.get("name") for case in suite.iter("testcase")] == ["Overall (margin 1)", "Quality (margin 1)"]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    failed = ElementTree.fromstring(GATE[Form.JUNIT](Report(None, "the site is down")))[0]  # noqa: S314  # it is our own
    assert (failed.get("tests"), failed.get("failures"), failed.get("errors")) == ("1", "0", "1")
    assert "the site is down" in "".join(failed.itertext())
    for form in Form:
        assert "the site is down" in GATE[form](Report(None, "the site is down"))


def test_a_page_stays_below_a_megabyte() -> None:
    noise = Image.frombytes("RGB", (320, 320), os.urandom(320 * 320 * 3))
    file = io.BytesIO()
    noise.save(file, "WEBP", lossless=True)
    files = within_limit(dict.fromkeys(range(12), file.getvalue()))
    assert set(files) == set(range(12))
    assert sum(len(base64.b64encode(data)) for data in files.values()) < 960_000
    assert within_limit({1: b"small"}) == {1: b"small"}
