"""A dimension's checklist as text: ``## sub-capability``, then a line ``- facet: question`` for each facet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leaderboard.domain.rubric import Facet, FacetPath, Rubric, RubricError

_HEADING, _ITEM = "## ", "- "


def checklist_text(rubric: Rubric, dimension: str) -> str:
    """The dimension's checklist in Salon's own form: each question is followed by the meaning of each score."""
    lines: list[str] = []
    for sub_capability in rubric.sub_capabilities(dimension):
        lines.append(f"{_HEADING}{sub_capability}")
        lines.extend(
            _facet_line(facet) for facet in rubric.checklist(dimension) if facet.path.sub_capability == sub_capability
        )
    return "\n".join(lines)


def _facet_line(facet: Facet) -> str:
    meanings = f"0: {facet.fails} 1: {facet.passes} 2: {facet.excels} N/A: {facet.not_applicable}"
    return f"{_ITEM}{facet.path.facet}: {facet.question} {meanings}"


def rubric_from_checklists(checklists: Mapping[str, str]) -> Rubric:
    """The rubric of checklists in this form. Its facets have a question, and no texts for single scores.

    Raises:
        RubricError: naming the dimension and the line that is neither a heading nor a question.
    """
    facets = [facet for dimension, text in checklists.items() for facet in _facets(dimension, text)]
    return Rubric(version="", facets=tuple(facets))


def _facets(dimension: str, text: str) -> Iterator[Facet]:
    sub_capability = ""
    for number, line in enumerate(text.split("\n"), start=1):
        name, separator, question = line.removeprefix(_ITEM).partition(": ")
        if line.startswith(_HEADING):
            sub_capability = line.removeprefix(_HEADING).strip()
        elif line.startswith(_ITEM) and separator and sub_capability:
            path = FacetPath(dimension, sub_capability, name.strip())
            yield Facet(path, question.strip(), fails="", passes="", excels="", not_applicable="")
        elif line.strip():
            raise RubricError(
                f"checklist of {dimension}, line {number}: {line[:60]!r}; "
                '"## Sub-capability" or, below one, "- Facet: question" is expected'
            )
