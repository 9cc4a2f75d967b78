"""A comparison of two to four submissions as text, Markdown or an HTML page, and the words for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from leaderboard.client.models import ComparedLevel, ComparedSubmission, Comparison, Difference, PromptChange
from leaderboard.client.reports.document import document, html_table, link
from leaderboard.client.reports.layout import markdown_table, safe, text_table
from leaderboard.client.reports.report import level_name, score, signed

_HEAD = ("level", "compared", "means", "difference", "95% interval", "prompts", "result")
_NUMBERS = frozenset(_HEAD) - {"level", "compared", "result"}
_SETTLED = {1: "reliably higher", -1: "reliably lower", 0: "no reliable difference"}
_DIFFERENCES = "Differences are the first submission minus the other one, in points."


@dataclass(frozen=True)
class ComparisonReport:
    """``page``: its address on the site. ``all_levels``: also sub-capabilities and facets, not only in JSON."""

    comparison: Comparison
    page: str
    all_levels: bool = False

    @property
    def subject(self) -> str:
        """What was compared."""
        return " compared with ".join(
            (name(self.comparison.submissions[0]), ", ".join(map(name, self.comparison.submissions[1:])))
        )

    @property
    def about(self) -> str:
        """The suite, the language and the judge profile."""
        compared = self.comparison
        return f"{compared.suite}, {compared.language}, judge profile {compared.judge_profile}"

    @property
    def sentences(self) -> list[str]:
        """The answer: one sentence for each of the other submissions."""
        first, *others = self.comparison.submissions
        overall = self.comparison.groups[0].levels[0].differences
        return [_sentence(first.id, other.id, apart) for other, apart in zip(others, overall, strict=True)]

    @property
    def notes(self) -> list[str]:
        """What a reader should know about the answer."""
        return [
            f"Submission {one.id} has too few judgements to be ranked; the missing prompts may be the hard ones."
            for one in self.comparison.submissions
            if one.is_incomplete
        ]

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The levels in the columns of the table."""
        groups = self.comparison.groups if self.all_levels else self.comparison.groups[:1]
        for group in groups:
            for level in group.levels:
                yield from _rows(self.comparison.submissions[0].id, level)

    def changes(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The prompts at which the overall scores differ most: the names of the columns, and the rows."""
        names = [f"submission {one.id}" for one in self.comparison.submissions]
        return ("prompt", *names), [_change(change) for change in self.comparison.largest_changes]


def text(report: ComparisonReport) -> str:
    """The report, with a line break at its end."""
    heading = f"{report.subject}\n{report.about}"
    answer = "\n".join([*report.sentences, *report.notes, report.page])
    return "\n\n".join([heading, text_table([_HEAD, *report.rows()]), answer]) + "\n"


def markdown(report: ComparisonReport) -> str:
    """The report for a comment or the summary of a job."""
    levels = [tuple(safe(cell) for cell in row) for row in report.rows()]
    parts = [
        "### Salon comparison",
        *(f"**{safe(sentence)}**" for sentence in report.sentences),
        *(safe(note) for note in report.notes),
        markdown_table(_HEAD, levels),
        f"{safe(report.subject)}: [all details]({report.page}); {safe(report.about)}. {_DIFFERENCES}",
    ]
    head, changes = report.changes()
    if changes:
        table = markdown_table(head, [tuple(safe(cell) for cell in row) for row in changes])
        parts.append(f"<details><summary>Prompts that differ most (overall)</summary>\n\n{table}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def page(report: ComparisonReport) -> str:
    """The report as a page that loads nothing."""
    return document("Salon comparison", "\n".join(_body(report)))


def name(submission: ComparedSubmission) -> str:
    """A submission by its generator, label and number."""
    label = f" “{submission.label}”" if submission.label else ""
    return f"{submission.generator}{label} (submission {submission.id})"


def _body(report: ComparisonReport) -> Iterator[str]:
    yield "<h1>Salon comparison</h1>"
    for sentence in report.sentences:
        yield f'<p class="answer">{escape(sentence)}</p>'
    for line in [*report.notes, f"{report.subject}. {report.about}."]:
        yield f'<p class="soft">{escape(line)}</p>'
    yield f'<p class="soft">On the site: {link(report.page, "this comparison")}.</p>'
    yield "<h2>Levels</h2>"
    yield html_table(_HEAD, report.rows(), _NUMBERS, "Levels")
    yield f'<p class="soft">{_DIFFERENCES} Intervals of one kind of level hold together with 95% confidence.</p>'
    head, changes = report.changes()
    if changes:
        yield "<h2>Prompts that differ most (overall)</h2>"
        yield html_table(head, changes, head[1:], "Prompts that differ most")


def _rows(first: int, level: ComparedLevel) -> Iterator[tuple[str, ...]]:
    for mean, apart in zip(level.means[1:], level.differences, strict=True):
        yield (
            level_name(level),
            f"{first} − {apart.submission}",
            f"{score(level.means[0])} / {score(mean)}",
            signed(apart.difference),
            _interval(apart),
            str(apart.shared),
            _SETTLED[apart.settled] if apart.low is not None else "unknown",
        )


def _sentence(first: int, other: int, apart: Difference) -> str:
    if apart.low is None:
        return f"Submissions {first} and {other} share too few prompts to be compared."
    how = {1: "scores reliably higher than", -1: "scores reliably lower than", 0: "does not differ reliably from"}
    numbers = f"{signed(apart.difference)} points, 95% interval {_interval(apart)}"
    return f"Submission {first} {how[apart.settled]} submission {other} overall ({numbers})."


def _interval(apart: Difference) -> str:
    return "–" if apart.low is None else f"{signed(apart.low)} to {signed(apart.high)}"


def _change(change: PromptChange) -> tuple[str, ...]:
    return (change.prompt, *(score(value) for value in change.scores))
