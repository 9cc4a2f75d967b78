"""Two to four submissions side by side, published or not."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.pipeline.gate.side_by_side import FEWEST, MOST, NotComparable, SideBySide, side_by_side
from leaderboard.queries.comparison import comparison_of, submission_contenders
from leaderboard.queries.visibility import comparable_submissions, may_share, sees_label, visible_images
from leaderboard.web.author.forms.sharing import SHARE_DAYS
from leaderboard.web.compare.address import Asked, parse
from leaderboard.web.compare.charts import difference_charts
from leaderboard.web.compare.views import by_prompt
from leaderboard.web.compare.words import summaries
from leaderboard.web.http.requests import PageRequest
from leaderboard.web.http.seen import log_view


@require_safe
@cache_control(private=True, no_cache=True)
def compare(request: PageRequest) -> HttpResponse:
    """The comparison of the submissions that the address names, or why they cannot be compared."""
    language = request.GET.get("language", "")[:10]
    asked = _asked(request, language)
    submissions = comparable_submissions(request.user, asked.models)
    for submission in submissions:
        log_view(request.user, submission)
    context: dict[str, Any] = {"asked": asked, "submissions": submissions, "fewest": FEWEST, "most": MOST}
    notices = _notices(asked, [submission.pk for submission in submissions])
    if len(submissions) >= FEWEST:
        try:
            together = side_by_side(submissions, language)
        except NotComparable as reason:
            notices.append(str(reason))
        else:
            context |= _compared(request, together)
    return render(request, "author/compare.html", context | {"notices": notices})


def _asked(request: PageRequest, language: str, together: SideBySide | None = None) -> Asked:
    levels = together.levels if together else ()
    return parse(request.GET, levels, name="runs", kept={"language": language}, differ_first=True)


def _compared(request: PageRequest, together: SideBySide) -> dict[str, Any]:
    submissions = together.submissions
    contenders = submission_contenders(
        submissions, shows_labels=all(sees_label(submission, request.user) for submission in submissions)
    )
    comparison = comparison_of(contenders, together.levels, together.scores, together.noise_floor)
    language = together.board.language if len(together.languages) > 1 else ""
    asked = _asked(request, language, together)
    numbers = [submission.pk for submission in submissions]
    return {
        "asked": asked,
        "board": together.board,
        "models": ",".join(map(str, numbers)),
        "comparison": comparison,
        "incomplete": together.incomplete,
        "numbers": numbers,
        "may_share": may_share(submissions, request.user),
        "share_days": SHARE_DAYS,
        "chosen": [
            (contender, submission, _first(asked, numbers, submission.pk), _without(asked, numbers, submission.pk))
            for contender, submission in zip(contenders, submissions, strict=True)
        ],
        "languages": [
            (code, _asked(request, code, together).address(), code == together.board.language)
            for code in together.languages
        ],
        "summaries": summaries(comparison),
        "charts": difference_charts(comparison),
        **by_prompt(together.board, comparison, asked, request.GET.get("page"), visible_images(request.user)),
    }


def _first(asked: Asked, numbers: list[int], number: int) -> str:
    return asked.address(models=[number, *(other for other in numbers if other != number)])


def _without(asked: Asked, numbers: list[int], number: int) -> str:
    """ "" if too few would be left."""
    others = [other for other in numbers if other != number]
    return asked.address(models=others) if len(others) >= FEWEST else ""


def _notices(asked: Asked, seen: list[int]) -> list[str]:
    """The parts of the address that could not be followed, and why."""
    notices = [
        _("“%(text)s” is not a submission's number. An address names submissions by number, as in ?runs=17,23.")
        % {"text": text}
        for text in asked.unread
    ]
    if missing := sorted(set(asked.models) - set(seen)):
        text = ngettext(
            "Submission %(numbers)s does not exist, or you may not see it.",
            "Submissions %(numbers)s do not exist, or you may not see them.",
            len(missing),
        )
        notices.append(text % {"numbers": ", ".join(map(str, missing))})
    if asked.surplus:
        notices.append(_("At most %(most)d submissions can be compared; the others were left out.") % {"most": MOST})
    return notices
