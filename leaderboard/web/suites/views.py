"""The prompt suites: what they are and cover, their prompts one by one, and both as files."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.publishing.csv_text import csv_line
from leaderboard.domain.suite.coverage import coverage
from leaderboard.models import PromptSuite
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries import suites
from leaderboard.queries.boards import released_boards
from leaderboard.queries.visibility import suites as all_suites
from leaderboard.web.http.attachments import streamed_attachment
from leaderboard.web.http.requests import PageRequest
from leaderboard.web.suites.coverage_chart import charts
from leaderboard.web.suites.prompt_filter import filter_query, length_labels, parse_filter
from leaderboard.web.suites.rubric_views import rubric_or_404

_PROMPTS_PER_PAGE = 40


@same_for_all
def index(request: HttpRequest) -> HttpResponse:
    """All suites."""
    return render(request, "suites/list.html", {"suites": all_suites()})


@same_for_all
def suite(request: HttpRequest, suite_key: str, version: str) -> HttpResponse:
    """What a suite is, its seal, and what it covers; of a hidden one only the former."""
    row = suites.suite_of_version(suite_key, version)
    if row is None:
        raise Http404(_("There is no such suite."))
    context: dict[str, object] = {"suite": row}
    if not row.hidden:
        found = coverage([prompt.whole for prompt in suites.prompts_of(row)], rubric_or_404())
        context |= {"coverage": found, "charts": charts(found)}
    return render(request, "suites/suite.html", context)


@same_for_all
def prompts(request: HttpRequest, suite_key: str, version: str) -> HttpResponse:
    """The prompts, narrowed down as the address says."""
    row, rubric = _open(suite_key, version), rubric_or_404()
    everything = suites.prompts_of(row)
    wanted = parse_filter(request.GET, row, rubric)
    page = Paginator(suites.matching(everything, wanted), _PROMPTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "suite": row,
        "wanted": wanted,
        "query": filter_query(wanted),
        "page": page,
        "languages": [wanted.language] if wanted.language else row.languages,
        "dimensions": rubric.dimensions,
        "facets": [facet.path for facet in rubric.facets],
        "fields": sorted({prompt.field for prompt in everything if prompt.field}),
        "lengths": length_labels(),
    }
    return render(request, "suites/prompts.html", context)


@same_for_all
def prompt(request: HttpRequest, suite_key: str, version: str, prompt_key: str) -> HttpResponse:
    """One prompt in all languages, and what it is meant to try."""
    row = _open(suite_key, version)
    found = suites.neighbours(list(suites.prompts_of(row)), prompt_key)
    if found is None:
        raise Http404(_("There is no such prompt in this suite."))
    one, before, after = found
    context = {
        "suite": row,
        "prompt": one,
        "targets": one.whole.targets,
        "before": before,
        "after": after,
        "boards": released_boards(suite=row),
    }
    return render(request, "suites/prompt.html", context)


@require_safe
@cache_control(public=True, no_cache=True)
def sealed_json(request: PageRequest, suite_key: str, version: str) -> HttpResponse:
    """The suite's canonical bytes: their SHA-256 is the seal."""
    row = _open(suite_key, version)
    content = row.whole.canonical_bytes()
    return HttpResponse(content, content_type="application/json", headers={"ETag": f'"{row.sha256}"'})


@require_safe
def prompts_jsonl(request: PageRequest, suite_key: str, version: str) -> StreamingHttpResponse:
    """One prompt per line, as in the suite's own file."""
    row = _open(suite_key, version)
    lines = (json.dumps(one.whole.content(), ensure_ascii=False) + "\n" for one in suites.prompts_of(row))
    return streamed_attachment(lines, "application/jsonl", f"{row.key}-{row.version}-prompts.jsonl")


@require_safe
def prompts_csv(request: PageRequest, suite_key: str, version: str) -> StreamingHttpResponse:
    """A column per language; lettering and target facets separated by "; "."""
    row = _open(suite_key, version)

    def lines() -> Iterator[str]:
        texts = [f"text_{language}" for language in row.languages]
        yield csv_line(["key", "field", "region", "length", *texts, "render", "target_facets"])
        for one in suites.prompts_of(row):
            whole = one.whole
            length = "short" if whole.is_short else "long"
            facets = "; ".join(str(target.facet) for target in whole.targets)
            texts = [whole.texts[language] for language in row.languages]
            yield csv_line([whole.key, whole.field, whole.region, length, *texts, "; ".join(whole.render), facets])

    return streamed_attachment(lines(), "text/csv; charset=utf-8", f"{row.key}-{row.version}-prompts.csv")


def _open(suite_key: str, version: str) -> PromptSuite:
    row = suites.open_suite(suite_key, version)
    if row is None:
        raise Http404(_("There is no such suite, or its prompts are hidden."))
    return row
