"""The protocol: all texts sent to the judge, from the files of a protocol's folder.

Salon's own protocols hold ``rubric.toml``, from which the checklists are written. An imported one is *verbatim*: it
contains the publisher's checklists (``checklists.json``), sent without changing a character.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from leaderboard.domain import toml
from leaderboard.domain.judging.checklists import checklist_text, rubric_from_checklists
from leaderboard.domain.rubric import Rubric, RubricError, parse_rubric

PROMPT, IMAGE, DIMENSION, CHECKLIST = "{{prompt}}", "{{image}}", "{{dimension}}", "{{checklist}}"
PLACEHOLDERS = (PROMPT, IMAGE, DIMENSION, CHECKLIST)

RUBRIC_FILE, CHECKLISTS_FILE = "rubric.toml", "checklists.json"
TEXT_FILES = ("protocol.toml", "system.txt", "user.txt")


class ProtocolError(ValueError):
    """A protocol's files do not have the expected content; the message names the file."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """The texts sent to the judge: its role, the user template around the image, and each dimension's checklist."""

    key: str
    version: str
    verbatim: bool
    system: str
    before_image: str
    after_image: str
    checklists: Mapping[str, str]
    rubric: Rubric

    def content(self) -> dict[str, object]:
        """All texts that reach the judge, for the profile's hash."""
        return {
            "system": self.system,
            "before_image": self.before_image,
            "after_image": self.after_image,
            "checklists": dict(self.checklists),
        }


def parse_protocol(files: Mapping[str, str]) -> Protocol:
    """Build a protocol from its files' texts by name.

    Raises:
        ProtocolError, RubricError: naming the file or the entry.
    """
    head = _head(files["protocol.toml"])
    user = files["user.txt"]
    for placeholder in PLACEHOLDERS:
        if user.count(placeholder) != 1:
            raise ProtocolError(f"user.txt has {placeholder} {user.count(placeholder)} times; exactly once is expected")
    before, after = user.split(IMAGE)
    verbatim = bool(head.get("verbatim", False))
    rubric, checklists = _rubric(files)
    return Protocol(
        key=str(head["key"]),
        version=str(head["version"]),
        verbatim=verbatim,
        system=files["system.txt"] if verbatim else files["system.txt"].strip(),
        before_image=before if verbatim else before.strip(),
        after_image=after if verbatim else after.strip(),
        checklists=checklists,
        rubric=rubric,
    )


def _head(protocol_toml: str) -> dict[str, object]:
    try:
        head = toml.loads(protocol_toml)
    except toml.TOMLDecodeError as error:
        raise ProtocolError(f"protocol.toml: not TOML: {error}") from error
    for name in ("key", "version"):
        if not isinstance(head.get(name), str):
            raise ProtocolError(f"protocol.toml: {name!r} is missing; a text is expected")
    return head


def _rubric(files: Mapping[str, str]) -> tuple[Rubric, dict[str, str]]:
    if CHECKLISTS_FILE in files:
        checklists: dict[str, str] = json.loads(files[CHECKLISTS_FILE])
        return rubric_from_checklists(checklists), checklists
    if RUBRIC_FILE not in files:
        raise RubricError(f"a protocol needs {RUBRIC_FILE} or {CHECKLISTS_FILE}; it has neither")
    rubric = parse_rubric(files[RUBRIC_FILE])
    return rubric, {dimension: checklist_text(rubric, dimension) for dimension in rubric.dimensions}
