"""The history of an author's generator: the scores of its submissions over time, private ones too."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.queries.history import Measured, PastSubmission, measured, past_means
from leaderboard.queries.visibility import own_generators, own_submissions
from leaderboard.web.http.requests import AuthorRequest
from leaderboard.web.words.charts import Chart
from leaderboard.web.words.data import translated
from leaderboard.web.words.settings import setting_line
from leaderboard.web.words.times import moment_text

_FEWEST = 2
_LONGEST_NOTE = 24


@require_safe
@login_required
@cache_control(private=True, no_cache=True)
def history(request: AuthorRequest, generator_id: int) -> HttpResponse:
    """The scored submissions of one suite, judge profile and language, and their scores at one level."""
    generator = get_object_or_404(own_generators(request.user), pk=generator_id)
    groups = measured(own_submissions(request.user).filter(generator=generator))
    context: dict[str, object] = {"generator": generator, "groups": groups}
    if groups:
        chosen = next((one for one in groups if one.slug == request.GET.get("on")), next(iter(groups)))
        levels = [path for path in chosen.judge_profile.frozen.protocol.rubric.levels if path.depth < 2]
        level = next((path for path in levels if path.slug == request.GET.get("of")), OVERALL)
        past = past_means(groups[chosen], chosen.language, level)
        context |= {
            "chosen": chosen,
            "level": level,
            "levels": [(path.slug, translated(path.name) or _("Overall"), path == level) for path in levels],
            "lines": [(one, setting_line(one.submission.stated_settings)) for one in reversed(past)],
            "chart": _chart(chosen, level, past),
        }
    return render(request, "author/history.html", context)


def _chart(chosen: Measured, level: ScorePath, past: Sequence[PastSubmission]) -> Chart | None:
    """None if there are fewer than two scores to show."""
    if sum(one.mean is not None for one in past) < _FEWEST:
        return None
    name = translated(level.name) or _("Overall")
    return Chart(
        key="history",
        kind="history",
        title=_("%(level)s over the submissions") % {"level": name},
        note=_("Scores with their 95% intervals over prompts, the oldest submission first."),
        data={
            "labels": [_label(one) for one in past],
            "lines": [
                {
                    "name": name,
                    "values": [one.mean for one in past],
                    "low": [one.low for one in past],
                    "high": [one.high for one in past],
                    "notes": [one.submission.label[:_LONGEST_NOTE] for one in past],
                }
            ],
        },
        headings=[_("Submission"), _("Submitted"), name, _("95% from"), _("to"), _("Label")],
        rows=[
            [_label(one), moment_text(one.submission.created_at), one.mean, one.low, one.high, one.submission.label]
            for one in past
        ],
    )


def _label(one: PastSubmission) -> str:
    commit = one.submission.commit
    return f"#{one.submission.pk}" + (f" · {commit[:12]}" if commit else "")
