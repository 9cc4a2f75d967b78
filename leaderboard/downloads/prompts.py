"""A suite's prompts as files, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from leaderboard.domain.publishing.csv_text import csv_head, csv_line
from leaderboard.models import PromptSuite
from leaderboard.queries.suites import prompts_of


def prompts_jsonl(suite: PromptSuite) -> Iterator[str]:
    """One prompt per line, as in the suite's own file."""
    for prompt in prompts_of(suite):
        yield json.dumps(prompt.whole.content(), ensure_ascii=False) + "\n"


def prompts_csv(suite: PromptSuite) -> Iterator[str]:
    """One prompt per line, with a column per language; lettering and target facets are separated by "; "."""
    texts = [f"text_{language}" for language in suite.languages]
    yield csv_head(["key", "field", "region", "length", *texts, "render", "target_facets"])
    for row in prompts_of(suite):
        prompt = row.whole
        length = "short" if prompt.is_short else "long"
        facets = "; ".join(str(target.facet) for target in prompt.targets)
        texts = [prompt.texts[language] for language in suite.languages]
        yield csv_line([prompt.key, prompt.field, prompt.region, length, *texts, "; ".join(prompt.render), facets])
