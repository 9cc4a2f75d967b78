"""The pictures of the report: small copies inside the file, and what the judge said about them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from leaderboard.domain.images.redraw import rendition
from leaderboard.domain.judging.reasons import reasons_by_facet
from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL
from leaderboard.domain.scoring.scores import Scope
from leaderboard.domain.submission.bundle import Slot
from workers.local.report.html import Markup, image, tag
from workers.local.results import PictureResult, Results

SIDE = 320
_WORDS: Mapping[Verdict, str] = {0: "fail", 1: "pass", 2: "excellent", None: "not applicable"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture's address inside the file, by the SHA-256 of the original."""

    sources: Mapping[str, str]

    def of(self, result: PictureResult) -> Markup:
        """The picture as an element."""
        facts = result.picture.facts
        scale = SIDE / max(facts.width, facts.height, SIDE)
        size = max(1, round(facts.width * scale)), max(1, round(facts.height * scale))
        return image(self.sources[facts.sha256], result.picture.text, *size)


def shown(results: Results) -> Shown:
    """Small copies of all pictures, each once."""
    by_seal = {result.picture.facts.sha256: result.picture for result in results.pictures}
    with ThreadPoolExecutor(2) as threads:
        copies = threads.map(lambda picture: rendition(picture.read(), max_side=SIDE), by_seal.values())
        addresses = (f"data:image/webp;base64,{base64.b64encode(copy).decode()}" for copy in copies)
        return Shown(dict(zip(by_seal, addresses, strict=True)))


def reasons_of(result: PictureResult, dimension: str) -> dict[FacetPath, str]:
    """The judge's words on the facets of one dimension."""
    record = result.records.get(dimension)
    if record is None:
        return {}
    verdicts = {path: verdict for path, verdict in result.judged.verdicts.items() if path.dimension == dimension}
    return reasons_by_facet(record["reasoning"], record["content"], verdicts)


def name_of(result: PictureResult) -> str:
    """The prompt's key, as file names have it, with language and sample."""
    picture = result.picture
    return str(Slot(picture.prompt.key, picture.language, picture.sample))


def card(result: PictureResult, pictures: Shown, path: FacetPath | None = None) -> Markup:
    """A picture with its prompt: with the judge's words on one facet, or with all verdicts folded away."""
    overall = result.scores[Scope.JUDGED].get(OVERALL)
    head = tag("strong", name_of(result)), f" · {overall:.1f}" if overall is not None else " · no score"
    words = reasons_of(result, path.dimension).get(path, "") if path else ""
    said = tag("div", "The judge: ", tag("q", words)) if words else None
    prompt = tag("div", result.picture.text, class_="prompt")
    rest = (said, prompt) if path else (_folded(result, prompt),)
    return tag("figure", pictures.of(result), tag("figcaption", tag("div", *head), *rest))


def _folded(result: PictureResult, prompt: Markup) -> Markup:
    unread = [name for name, record in result.records.items() if not record["verdicts"]]
    missing = [tag("li", f"{name}: no verdicts, {result.records[name]['reason']}", class_="fail") for name in unread]
    lines = [_verdict(result, path, verdict) for path, verdict in result.judged.verdicts.items() if verdict is not None]
    return tag("details", tag("summary", "Prompt and verdicts"), prompt, tag("ul", *missing, *lines))


def _verdict(result: PictureResult, path: FacetPath, verdict: Verdict) -> Markup:
    is_target = path in result.judged.targets
    words = _WORDS[verdict]
    return tag("li", f"{path}{' (target)' if is_target else ''}: ", tag("span", words, class_=words))


def grid(results: Results, pictures: Shown, language: str) -> Markup:
    """All pictures of a language, the lowest scores first."""
    chosen = [result for result in results.pictures if result.picture.language == language]
    chosen.sort(key=lambda result: result.scores[Scope.JUDGED].get(OVERALL, -1.0))
    return tag("div", *(card(result, pictures) for result in chosen), class_="cards all")
