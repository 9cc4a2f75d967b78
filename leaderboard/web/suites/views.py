"""The prompt suites: what each is and covers, its prompts, and both as files."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.suite.coverage import coverage
from leaderboard.downloads import prompts as prompt_files
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


@same_for_all()
def index(request: HttpRequest) -> HttpResponse:
    """All suites."""
    return render(request, "suites/list.html", {"suites": all_suites()})


@same_for_all()
def suite_page(request: HttpRequest, suite_key: str, version: str) -> HttpResponse:
    """A suite's description and seal; of an open suite also what its prompts cover."""
    suite = suites.suite_of_version(suite_key, version)
    if suite is None:
        raise Http404(_("There is no such suite."))
    context: dict[str, object] = {"suite": suite}
    if not suite.hidden:
        covered = coverage([prompt.whole for prompt in suites.prompts_of(suite)], rubric_or_404())
        context |= {"coverage": covered, "charts": charts(covered)}
    return render(request, "suites/suite.html", context)


@same_for_all(reads=("q", "dimension", "facet", "field", "language", "length", "page"))
def prompts_page(request: HttpRequest, suite_key: str, version: str) -> HttpResponse:
    """The prompts that match the filter in the address, in pages."""
    suite, rubric = _open_suite_or_404(suite_key, version), rubric_or_404()
    prompts = suites.prompts_of(suite)
    wanted = parse_filter(request.GET, suite, rubric)
    page = Paginator(suites.matching(prompts, wanted), _PROMPTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "suite": suite,
        "wanted": wanted,
        "query": filter_query(wanted),
        "page": page,
        "languages": [wanted.language] if wanted.language else suite.languages,
        "dimensions": rubric.dimensions,
        "facets": [facet.path for facet in rubric.facets],
        "fields": sorted({prompt.field for prompt in prompts if prompt.field}),
        "lengths": length_labels(),
    }
    return render(request, "suites/prompts.html", context)


@same_for_all()
def prompt_page(request: HttpRequest, suite_key: str, version: str, prompt_key: str) -> HttpResponse:
    """One prompt in all languages, and its target facets."""
    suite = _open_suite_or_404(suite_key, version)
    neighbours = suites.neighbours(list(suites.prompts_of(suite)), prompt_key)
    if neighbours is None:
        raise Http404(_("There is no such prompt in this suite."))
    prompt, before, after = neighbours
    context = {
        "suite": suite,
        "prompt": prompt,
        "targets": prompt.whole.targets,
        "before": before,
        "after": after,
        "boards": released_boards(suite=suite),
    }
    return render(request, "suites/prompt.html", context)


@require_safe
@cache_control(public=True, no_cache=True)
def sealed_json(request: PageRequest, suite_key: str, version: str) -> HttpResponse:
    """The suite's canonical bytes: their SHA-256 is the seal."""
    suite = _open_suite_or_404(suite_key, version)
    content = suite.whole.canonical_bytes()
    return HttpResponse(content, content_type="application/json", headers={"ETag": f'"{suite.sha256}"'})


@require_safe
def prompts_jsonl(request: PageRequest, suite_key: str, version: str) -> StreamingHttpResponse:
    """The prompts as JSON Lines."""
    suite = _open_suite_or_404(suite_key, version)
    lines = prompt_files.prompts_jsonl(suite)
    return streamed_attachment(lines, "application/jsonl", f"{suite.key}-{suite.version}-prompts.jsonl")


@require_safe
def prompts_csv(request: PageRequest, suite_key: str, version: str) -> StreamingHttpResponse:
    """The prompts as CSV."""
    suite = _open_suite_or_404(suite_key, version)
    lines = prompt_files.prompts_csv(suite)
    return streamed_attachment(lines, "text/csv; charset=utf-8", f"{suite.key}-{suite.version}-prompts.csv")


def _open_suite_or_404(suite_key: str, version: str) -> PromptSuite:
    suite = suites.open_suite(suite_key, version)
    if suite is None:
        raise Http404(_("There is no such suite, or its prompts are hidden."))
    return suite
