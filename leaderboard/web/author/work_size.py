"""How much work a submission would be: pictures to make, and judge calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboard.domain.submission.samples import MOST_SAMPLES
from leaderboard.domain.suite.practice import RULE
from leaderboard.models import PromptSuite
from leaderboard.pipeline.admission.waiting import judge_calls
from leaderboard.pipeline.loading.suites import site_profile
from leaderboard.web.author.forms.submissions import SubmissionForm


@dataclass(frozen=True, slots=True)
class WorkSize:
    """``calls``: None while the site's judge profile is not loaded."""

    suite: PromptSuite
    languages: Sequence[str]
    pictures: int
    calls: int | None


def size_of_form(form: SubmissionForm) -> WorkSize | None:
    """The size of what a form has chosen, by the visitor or at first; None for a choice that makes no submission."""
    offered = form.offered_suites()
    suite = form["suite"].value() or next((one.pk for one in offered), None)  # the first one is shown as chosen
    return work_size(
        offered,
        suite,
        form["languages"].value() or [],
        practice=bool(form["practice"].value()),
        pictures_per_prompt=form["pictures_per_prompt"].value(),
    )


def work_size(
    offered: Iterable[PromptSuite],
    suite_id: Any,
    languages: Sequence[str],
    *,
    practice: bool = False,
    pictures_per_prompt: Any = 1,
) -> WorkSize | None:
    """The size for a suite or its practice subset in some languages; those in which it has no prompts are left out.

    Args:
        offered: the suites to choose from, each with its ``prompt_count``.
        pictures_per_prompt: as a form has it; 1 for what is not possible.
    """
    suite = next((one for one in offered if str(one.pk) == str(suite_id)), None)
    chosen = [language for language in suite.languages if language in languages] if suite else []
    if suite is None or not chosen:
        return None
    profile = site_profile()
    count: int = len(suite.practice().keys) if practice else getattr(suite, "prompt_count", 0)
    possible = {str(number) for number in range(1, MOST_SAMPLES + 1)}
    of_prompt = len(chosen) * (int(pictures_per_prompt) if str(pictures_per_prompt) in possible else 1)
    calls = judge_calls(suite, profile, RULE if practice else None) * of_prompt if profile else None
    return WorkSize(suite, chosen, count * of_prompt, calls)
