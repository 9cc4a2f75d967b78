"""The page: pictures first, the answer in a sentence, where points are lost, then all numbers and all pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.losses import mean_losses, picture_losses
from leaderboard.domain.scoring.scores import Scope
from workers.local.report import pictures as shown_pictures
from workers.local.report.html import Markup, join, tag
from workers.local.report.pictures import Shown, card, grid
from workers.local.report.tables import bars, interval, levels, number
from workers.local.results import PictureResult, Results

_STRIP, _FACETS, _EXAMPLES = 8, 6, 4
_LANGUAGES = {"en": "English", "zh": "Chinese"}


def report_of(results: Results, evidence_sha256: str) -> str:
    """The whole file."""
    work, pictures = results.work, shown_pictures.shown(results)
    style = Markup(Path(__file__).with_name("style.css").read_text(encoding="utf-8"))
    head = join(
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup(
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
            "style-src 'unsafe-inline'\">"
        ),
        tag("title", f"{work.name} · Salon"),
        tag("style", style),
    )
    body = tag(
        "main",
        tag("div", *(pictures.of(result) for result in _strip(results)), class_="strip"),
        tag("h1", work.name),
        join(*(_answer(results, language) for language in work.languages)),
        _caveats(results),
        join(*(_section(results, pictures, language) for language in work.languages)),
        _facts(results, evidence_sha256),
    )
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _strip(results: Results) -> list[PictureResult]:
    """Pictures from all over the suite, not chosen by their scores."""
    step = max(1, len(results.pictures) // _STRIP)
    return list(results.pictures[::step][:_STRIP])


def _answer(results: Results, language: str) -> Markup:
    work = results.work
    line = results.line(language, Scope.JUDGED, OVERALL)
    where = f"{work.suite.title} ({work.suite.name}) in {_LANGUAGES.get(language, language)}"
    if line.mean is None:
        return tag("p", f"No score on {where}: the judge gave no verdict.", class_="answer")
    exact = f" (95% interval {interval(line)})" if line.low is not None else ""
    return tag(
        "p",
        tag("strong", f"{number(line.mean)} of 100"),
        f"{exact} on {where}, judged by {work.profile.title} {work.profile.version} over {line.images} pictures.",
        class_="answer",
    )


def _caveats(results: Results) -> Markup:
    unread = [record for result in results.pictures for record in result.records.values() if not record["verdicts"]]
    notes = [results.work.profile.caveat] if results.work.profile.caveat else []
    if unread:
        notes.append(f"{len(unread)} of {results.work.calls} judge calls gave no verdicts; they count in no score.")
    return join(*(tag("p", f"{note[:1].upper()}{note[1:]}", class_="caveat") for note in notes))


def _section(results: Results, pictures: Shown, language: str) -> Markup:
    suffix = f" · {_LANGUAGES.get(language, language)}" if len(results.work.languages) > 1 else ""
    return join(
        tag("h2", f"Scores{suffix}"),
        bars(results, language),
        tag("h2", f"Where it loses points{suffix}"),
        _losses(results, pictures, language),
        tag("h2", f"All levels{suffix}"),
        levels(results, language),
        tag("h2", f"All pictures{suffix}"),
        tag("p", "The lowest scores first.", class_="muted"),
        grid(results, pictures, language),
    )


def _losses(results: Results, pictures: Shown, language: str) -> Markup:
    chosen = [result for result in results.pictures if result.picture.language == language]
    of_prompts: defaultdict[str, list[Mapping[ScorePath, float]]] = defaultdict(list)
    for result in chosen:
        of_prompts[result.picture.prompt.key].append(result.scores[Scope.JUDGED])
    losses = mean_losses(of_prompts.values())
    worst = sorted((path for path in losses if losses[path] > 0), key=lambda path: -losses[path])[:_FACETS]
    if not worst:
        return tag("p", "Nowhere.")
    total, named = sum(losses.values()), sum(losses[path] for path in worst)
    sections = (_loss(chosen, pictures, path, losses[path]) for path in worst)
    return join(
        tag("p", f"{number(named)} of the {number(total)} points that are missing to 100 are lost on these facets."),
        tag("div", *sections, class_="weak"),
    )


def _loss(chosen: list[PictureResult], pictures: Shown, path: FacetPath, points: float) -> Markup:
    return tag(
        "section",
        tag("h3", f"{path}: {number(points, 2)} points"),
        tag("div", *(card(result, pictures, path) for result in _examples(chosen, path)), class_="cards"),
    )


def _examples(chosen: list[PictureResult], path: FacetPath) -> Iterator[PictureResult]:
    """The pictures that lose most on a facet; those whose prompt has it as a target first."""
    lost = [(picture_losses(result.scores[Scope.JUDGED]).get(path, 0.0), result) for result in chosen]
    lost = [(loss, result) for loss, result in lost if loss > 0]
    lost.sort(key=lambda pair: (path not in pair[1].judged.targets, -pair[0]))
    yield from (result for _, result in lost[:_EXAMPLES])


def _facts(results: Results, evidence_sha256: str) -> Markup:
    work = results.work
    records = [record for result in results.pictures for record in result.records.values()]
    versions = sorted({record["engine_version"] for record in records if record["engine_version"]})
    facts = {
        "Suite": f"{work.suite.title}, {work.suite.name}, seal {work.suite.sha256()}",
        "Judge profile": f"{work.profile.title}, {work.profile.key}/{work.profile.version}, seal {work.profile.sha256}",
        "Judge": f"{work.profile.model_id}, engine {work.profile.engine.name} {', '.join(versions)}",
        "Pictures": f"{len(results.pictures)}, per prompt: {work.samples}; judge calls: {work.calls}",
        "Evidence": f"evidence.jsonl.zst, SHA-256 {evidence_sha256}. Check it with: salon verify evidence.jsonl.zst",
    }
    rows = (part for name, text in facts.items() for part in (tag("dt", name), tag("dd", tag("code", text))))
    return join(tag("h2", "What was measured"), tag("dl", *rows))
