"""A report as JUnit XML: one test case per level. GitLab, GitHub's reporters and Jenkins show it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from leaderboard.client.models import Gate, GateLevel
from leaderboard.client.reports.report import ERROR, Report, level_name, sentence

_PASSES = frozenset({"better", "equivalent"})
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report) -> str:
    """The document. A level that is worse or undecided is a failure; a report without an answer is an error."""
    gate = report.gate
    counts = {
        "tests": str(len(gate.levels) if gate else 1),
        "failures": str(sum(level.verdict not in _PASSES for level in gate.levels) if gate else 0),
        "errors": "0" if gate else "1",
        "time": f"{report.seconds:.3f}",
    }
    root = ElementTree.Element("testsuites", {"name": "Salon gate", **counts})
    suite = ElementTree.SubElement(root, "testsuite", {"name": _suite_name(gate), **counts, "skipped": "0"})
    if gate is None:
        case = ElementTree.SubElement(suite, "testcase", {"classname": "salon.gate", "name": "gate", "time": "0"})
        _add(case, "error", ERROR, report.sentence)
    else:
        _add_properties(suite, gate)
        for level in gate.levels:
            _add_case(suite, gate, level)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite_name(gate: Gate | None) -> str:
    return _clean(f"Salon gate, {gate.suite}, {gate.language}") if gate else "Salon gate"


def _add_properties(suite: ElementTree.Element, gate: Gate) -> None:
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (
        ("baseline", gate.baseline.page),
        ("candidate", gate.candidate.page),
        ("judge_profile", gate.judge_profile),
        ("alpha", f"{gate.alpha:g}"),
        ("verdict", gate.verdict),
    ):
        ElementTree.SubElement(properties, "property", {"name": name, "value": _clean(value)})


def _add_case(suite: ElementTree.Element, gate: Gate, level: GateLevel) -> None:
    name = f"{level_name(level)} (margin {level.margin:g})"
    about = {"classname": f"salon.gate.{gate.suite}.{gate.language}", "name": _clean(name), "time": "0"}
    case = ElementTree.SubElement(suite, "testcase", about)
    if level.verdict in _PASSES:
        ElementTree.SubElement(case, "system-out").text = _clean(sentence(level))
    else:
        _add(case, "failure", level.verdict, sentence(level))


def _add(case: ElementTree.Element, tag: str, kind: str, message: str) -> None:
    ElementTree.SubElement(case, tag, {"type": kind, "message": _clean(message)}).text = _clean(message)


def _clean(text: str) -> str:
    """Without characters that XML cannot contain."""
    return _NOT_IN_XML.sub("\ufffd", text)
