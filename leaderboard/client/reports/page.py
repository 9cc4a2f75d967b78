"""A report as an HTML page that needs nothing else: styles and pictures are part of it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape

from leaderboard.client.models import ChangedPicture, Gate, GateLevel, GatePicture, VerdictChange
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

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1b22; --soft: #5d5a68; --paper: #fff; --panel: #f4f3f7; --line: #dcd9e4;
  --good: #14703a; --bad: #b3261e; --open: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #ecebf1; --soft: #a9a5b8; --paper: #16151b; --panel: #211f29;
  --line: #3a3745; --good: #6fd397; --bad: #ff8a80; --open: #f0bd60; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem 1rem 4rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.1rem; font-weight: 600; color: var(--soft); margin: 0; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; }
a { color: inherit; }
.answer { font-size: 1.35rem; line-height: 1.35; font-weight: 600; margin: .25rem 0 .75rem; padding-left: .75rem;
  border-left: .35rem solid var(--open); }
.answer.better, .answer.equivalent { border-color: var(--good); }
.answer.worse, .answer.error { border-color: var(--bad); }
.soft { color: var(--soft); font-size: .9rem; margin: .25rem 0; }
.changed { display: grid; grid-template-columns: minmax(0, 26rem) minmax(0, 1fr); gap: .5rem 1.25rem; padding: 1rem 0;
  border-top: 1px solid var(--line); }
.changed header { grid-column: 1 / -1; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; align-content: start; }
figure { margin: 0; }
img, .none { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: var(--panel);
  border-radius: .35rem; }
.none { display: grid; place-items: center; color: var(--soft); font-size: .85rem; padding: .5rem; text-align: center; }
figcaption { display: flex; justify-content: space-between; font-size: .85rem; padding-top: .2rem; }
ul { margin: 0; padding: 0; list-style: none; font-size: .92rem; }
li { margin: 0 0 .5rem; }
q { color: var(--soft); display: block; }
.worse-verdict { color: var(--bad); font-weight: 600; } .better-verdict { color: var(--good); font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; min-width: 40rem; }
th, td { text-align: left; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
  white-space: nowrap; }
th { color: var(--soft); font-weight: 500; } .number { text-align: right; }
@media (max-width: 45rem) { .changed { grid-template-columns: minmax(0, 1fr); } }
"""


def page(report: Report) -> str:
    """The whole document. A content security policy keeps it from loading anything."""
    body = "\n".join(_body(report))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>Salon gate: {escape(report.verdict)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _body(report: Report) -> Iterator[str]:
    yield "<h1>Salon gate</h1>"
    yield f'<p class="answer {escape(report.verdict)}">{escape(report.sentence)}</p>'
    if report.gate is None:
        return
    gate = report.gate
    yield f'<p class="soft">{escape(subject(gate))}. {escape(gate.suite)}, {escape(gate.language)}, '
    yield f"judge profile {escape(gate.judge_profile)}. On the site: {_link(gate.page, 'this comparison')}, "
    yield f"{_link(gate.candidate.page, 'candidate')}, "
    yield f"{_link(gate.baseline.page, 'baseline')}.</p>"
    yield from _pictures(gate, report)
    yield "<h2>Levels</h2>"
    yield _table(gate)
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
    link = _link(picture.page, score(picture.score))
    return f"<figure>{shown}<figcaption><span>{name}</span> <span>{link}</span></figcaption></figure>"


def _verdict(change: VerdictChange) -> str:
    order = list(VERDICTS)[:3]
    before, after = change.baseline, change.candidate
    is_ordered = before in order and after in order
    kind = ("worse" if order.index(after) < order.index(before) else "better") if is_ordered else "other"
    words = f"{VERDICTS.get(before, before)} → {VERDICTS.get(after, after)}"
    path = f"{change.dimension} › {change.sub_capability}" + (" · target" if change.is_target else "")
    reasons = "".join(
        f"<q>{name}: {escape(reason)}</q>"
        for name, reason in (("Candidate", change.candidate_reason), ("Baseline", change.baseline_reason))
        if reason
    )
    heading = f'{escape(change.facet)}: <span class="{kind}-verdict">{escape(str(words))}</span>'
    return f'<li>{heading} <span class="soft">{escape(path)}</span>{reasons}</li>'


def _table(gate: Gate) -> str:
    head = "".join(f"<th{_class(column)}>{column}</th>" for column in HEAD)
    region = '<div class="wide" tabindex="0" role="region" aria-label="Levels">'
    return f"{region}<table><tr>{head}</tr>{''.join(map(_row, gate.levels))}</table></div>"


def _row(level: GateLevel) -> str:
    columns = zip(HEAD, cells(level), strict=True)
    return f"<tr>{''.join(f'<td{_class(column)}>{escape(cell)}</td>' for column, cell in columns)}</tr>"


def _class(column: str) -> str:
    return ' class="number"' if column in _NUMBERS else ""


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}" rel="noreferrer">{escape(text)}</a>'
