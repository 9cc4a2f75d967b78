"""A suite's prompts as JSON Lines and CSV: for everybody, and safe to open in a spreadsheet."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from leaderboard.models import PromptSuite
from tests.factories import load_demo_suite
from tests.leaderboard.web.pages import content_of, csv_rows

pytestmark = pytest.mark.django_db


def test_the_prompts_can_be_downloaded_by_everybody() -> None:
    suite = load_demo_suite()
    given = [json.loads(line) for line in content_of(Client(), "/suites/demo/1/prompts.jsonl").splitlines()]
    assert [prompt["key"] for prompt in given] == [prompt.key for prompt in suite.prompts.order_by("position")]
    assert given[0]["texts"].keys() == {"en", "zh"}
    (first, *_) = rows = csv_rows(Client(), "/suites/demo/1/prompts.csv")
    assert len(rows) == 24
    assert first["text_zh"] == given[0]["texts"]["zh"]
    assert "Quality › Realism › Material Texture" in first["target_facets"]
    assert Client().get("/suites/demo/2/prompts.csv").status_code == 404


def test_a_prompt_that_looks_like_a_formula_is_a_text_in_the_csv() -> None:
    suite = PromptSuite.objects.create(
        key="sums", version="1", title="t", description="", licence="x", languages=["en"], sha256="0" * 64
    )
    suite.prompts.create(position=1, key="p1", field="", region="", texts={"en": "=1+1"}, targets=[])
    assert csv_rows(Client(), "/suites/sums/1/prompts.csv")[0]["text_en"] == "'=1+1"
