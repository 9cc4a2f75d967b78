"""HTML pages that need nothing else: their style is part of them, and they load nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape

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
.reason { color: var(--soft); margin: 0; }
.worse-verdict { color: var(--bad); font-weight: 600; } .better-verdict { color: var(--good); font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; min-width: 40rem; }
th, td { text-align: left; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
  white-space: nowrap; }
th { color: var(--soft); font-weight: 500; } .number { text-align: right; }
@media (max-width: 45rem) { .changed { grid-template-columns: minmax(0, 1fr); } }
"""


def document(title: str, body: str) -> str:
    """A whole page. A content security policy keeps it from loading anything. ``title``: text; ``body``: HTML."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[str], label: str) -> str:
    """A table of texts that scrolls sideways. ``numbers``: the columns that are aligned to the right."""
    kinds = [' class="number"' if column in numbers else "" for column in head]
    top = "".join(f"<th{kind}>{escape(column)}</th>" for column, kind in zip(head, kinds, strict=True))
    lines = ("".join(f"<td{kind}>{escape(cell)}</td>" for cell, kind in zip(row, kinds, strict=True)) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    region = f'<div class="wide" tabindex="0" role="region" aria-label="{escape(label)}">'
    return f"{region}<table><tr>{top}</tr>{body}</table></div>"


def link(address: str, text: str) -> str:
    """A link to a page of the site."""
    return f'<a href="{escape(address)}" rel="noreferrer">{escape(text)}</a>'
