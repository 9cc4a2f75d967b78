"""A report as an HTML page that needs nothing else: styles and pictures are part of it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape

from leaderboard.client.models import ChangedPicture, Gate, GatePicture, VerdictChange
from leaderboard.client.reports.document import document, html_table, link
from leaderboard.client.reports.report import (
    VERDICTS,
    Report,
    changed_level_name,
    confidence,
    score,
    signed,
    subject,
)
from leaderboard.client.reports.text import HEAD, cells

_NUMBERS = frozenset({"baseline", "candidate", "difference", "interval", "margin", "prompts"})


def page(report: Report) -> str:
    """The whole document."""
    return document(f"Salon gate: {report.verdict}", "\n".join(_body(report)))


def _body(report: Report) -> Iterator[str]:
    yield "<h1>Salon gate</h1>"
    yield f'<p class="answer {escape(report.verdict)}">{escape(report.sentence)}</p>'
    if report.gate is None:
        return
    gate = report.gate
    yield f'<p class="soft">{escape(subject(gate))}. {escape(gate.suite)}, {escape(gate.language)}, '
    yield f"judge profile {escape(gate.judge_profile)}. On the site: {link(gate.page, 'this comparison')}, "
    yield f"{link(gate.candidate.page, 'candidate')}, "
    yield f"{link(gate.baseline.page, 'baseline')}.</p>"
    yield from _pictures(gate, report)
    yield "<h2>Levels</h2>"
    yield html_table(HEAD, map(cells, gate.levels), _NUMBERS, "Levels")
    yield f'<p class="soft">{escape(confidence(gate))} Differences are candidate minus baseline, in points.</p>'


def _pictures(gate: Gate, report: Report) -> Iterator[str]:
    yield f"<h2>Pictures that changed most ({escape(changed_level_name(gate))})</h2>"
    if not gate.changed:
        yield '<p class="soft">No picture changed its score, or the prompts of this suite are hidden.</p>'
    for changed in gate.changed:
        yield from _changed(changed, gate.language, report)


def _changed(changed: ChangedPicture, language: str, report: Report) -> Iterator[str]:
    yield '<article class="changed"><header>'
    yield f"<h3>{escape(changed.prompt)} · {signed(changed.difference)}</h3>"
    yield f'<p class="soft" lang="{escape(language)}">{escape(changed.text)}</p></header><div class="pair">'
    yield _figure("Baseline", changed.baseline, report)
    yield _figure("Candidate", changed.candidate, report)
    yield f"</div><ul>{''.join(_verdict(change) for change in changed.verdicts)}</ul></article>"


def _figure(name: str, picture: GatePicture, report: Report) -> str:
    data = report.thumbnails.get(picture.image)
    if data is None:
        shown = '<div class="none">The picture is not in this report.</div>'
    else:
        kind = "webp" if data[:4] == b"RIFF" else "jpeg"
        shown = f'<img alt="{name}" src="data:image/{kind};base64,{base64.b64encode(data).decode()}">'
    shown_score = link(picture.page, score(picture.score))
    return f"<figure>{shown}<figcaption><span>{name}</span> <span>{shown_score}</span></figcaption></figure>"


def _verdict(change: VerdictChange) -> str:
    order = list(VERDICTS)[:3]
    before, after = change.baseline, change.candidate
    is_ordered = before in order and after in order
    kind = ("worse" if order.index(after) < order.index(before) else "better") if is_ordered else "other"
    words = f"{VERDICTS.get(before, before)} → {VERDICTS.get(after, after)}"
    path = f"{change.dimension} › {change.sub_capability}" + (" · target" if change.is_target else "")
    reasons = "".join(
        f'<p class="reason">{name}: <q>{escape(reason)}</q></p>'
        for name, reason in (("Candidate", change.candidate_reason), ("Baseline", change.baseline_reason))
        if reason
    )
    heading = f'{escape(change.facet)}: <span class="{kind}-verdict">{escape(str(words))}</span>'
    return f'<li>{heading} <span class="soft">{escape(path)}</span>{reasons}</li>'
