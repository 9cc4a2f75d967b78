"""The toolkit's ``checklists.py``: system prompt, user template and five checklists.

It is somebody else's Python: it is read as data (its syntax tree), never executed.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from leaderboard.domain.judging.checklists import rubric_from_checklists
from leaderboard.domain.judging.protocol import CHECKLIST, CHECKLISTS_FILE, DIMENSION, IMAGE, PLACEHOLDERS, PROMPT
from leaderboard.domain.official import OfficialError
from leaderboard.domain.rubric import Rubric, RubricError

TOOLKIT_FILE = "checklists.py"
PROTOCOL = "qwen-image-bench"
"""The name under which judge profiles find the protocol."""

_SYSTEM, _USER, _BY_DIMENSION = "SYSTEM_PROMPT", "USER_PROMPT_TEMPLATE", "DIM_TO_CHECKLIST"
_FIELDS: Mapping[str, str] = {"prompt": PROMPT, "level1_dim": DIMENSION, "format_checklist": CHECKLIST}
_IMAGE_MARK = "<image>"


@dataclass(frozen=True, slots=True)
class OfficialProtocol:
    """The toolkit's texts; only the user template is converted to our notation."""

    system: str
    user: str
    checklists: Mapping[str, str]

    def files(self) -> dict[str, str]:
        """The texts of a protocol's folder, by file name."""
        return {
            "protocol.toml": f'key = "{PROTOCOL}"\nversion = "1"\nverbatim = true\n',
            "system.txt": self.system,
            "user.txt": self.user,
            CHECKLISTS_FILE: json.dumps(dict(self.checklists), ensure_ascii=False, indent=1),
        }


def read_protocol(source: str, rubric: Rubric) -> OfficialProtocol:
    """The system prompt, user template and checklists of the toolkit's ``checklists.py``.

    Args:
        rubric: the checklists must contain exactly its facets.

    Raises:
        OfficialError: with every fault found.
    """
    try:
        constants = _Constants(ast.parse(source))
    except SyntaxError as error:
        raise OfficialError([f"{TOOLKIT_FILE}:{error.lineno}: not Python ({error.msg})"]) from error
    system = constants.text(_SYSTEM)
    user = _own_template(constants)
    checklists = constants.texts_by_name(_BY_DIMENSION)
    faults = [*constants.faults, *_checklist_faults(checklists, rubric)] if checklists else constants.faults
    if faults:
        raise OfficialError([f"{TOOLKIT_FILE}{fault}" for fault in faults])
    return OfficialProtocol(system, user, {dimension: checklists[dimension] for dimension in rubric.dimensions})


class _Constants:
    """The module's top-level assignments; ``faults`` collects what is wrong with the requested ones."""

    def __init__(self, module: ast.Module) -> None:
        self._values: dict[str, ast.expr] = {}
        self.faults: list[str] = []
        for statement in module.body:
            if isinstance(statement, ast.Assign):
                self._values.update({t.id: statement.value for t in statement.targets if isinstance(t, ast.Name)})
            elif isinstance(statement, ast.AnnAssign) and statement.value and isinstance(statement.target, ast.Name):
                self._values[statement.target.id] = statement.value

    def text(self, name: str) -> str:
        """A constant that is plain text; "" after a fault."""
        value = self._value(name, "text in quotes")
        return self._plain(value, name) if value else ""

    def texts_by_name(self, name: str) -> dict[str, str]:
        """A dictionary from text to text, or to names of constants that are text; empty after a fault."""
        value = self._value(name, "a dictionary from dimension to checklist")
        if value is None:
            return {}
        if not isinstance(value, ast.Dict):
            self.faults.append(
                f":{value.lineno}: {name} is not a dictionary; one from dimension to checklist is expected"
            )
            return {}
        return {self._plain(key, f"a key of {name}"): self._checklist(entry) for key, entry in _items(value)}

    def line(self, name: str) -> int:
        return self._values[name].lineno if name in self._values else 0

    def _value(self, name: str, expected: str) -> ast.expr | None:
        if name not in self._values:
            have = ", ".join(sorted(n for n in self._values if n.isupper())) or "none"
            self.faults.append(f": {name} is missing; {expected} is expected (constants found: {have})")
        return self._values.get(name)

    def _checklist(self, entry: ast.expr) -> str:
        return self.text(entry.id) if isinstance(entry, ast.Name) else self._plain(entry, f"a value of {_BY_DIMENSION}")

    def _plain(self, value: ast.expr, name: str) -> str:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
        self.faults.append(
            f":{value.lineno}: {name} is not plain text; text in quotes is expected, as nothing here is executed"
        )
        return ""


def _items(dictionary: ast.Dict) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Without what ``**other`` stands for: it has no key."""
    for key, value in zip(dictionary.keys, dictionary.values, strict=True):
        if key is not None:
            yield key, value


def _own_template(constants: _Constants) -> str:
    """The user template with our placeholders in the place of str.format's fields and of the image's mark."""
    template = constants.text(_USER)
    where = f":{constants.line(_USER)}: {_USER}"
    if not template:
        return ""
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        constants.faults.append(f"{where} is not a template for str.format: {error}")
        return ""
    fields = [name for _, name, _, _ in parts if name is not None]
    if sorted(fields) != sorted(_FIELDS) or any(spec or conversion for _, _, spec, conversion in parts):
        expected = ", ".join(f"{{{name}}}" for name in _FIELDS)
        constants.faults.append(f"{where} has the fields {fields}; {expected}, each once and plain, are expected")
        return ""
    literals = "".join(literal for literal, _, _, _ in parts)
    if literals.count(_IMAGE_MARK) != 1:
        constants.faults.append(f"{where} has {_IMAGE_MARK} {literals.count(_IMAGE_MARK)} times; once is expected")
    if any(placeholder in literals for placeholder in PLACEHOLDERS):
        constants.faults.append(f"{where} has text that is one of our placeholders: {', '.join(PLACEHOLDERS)}")
    return "".join(literal.replace(_IMAGE_MARK, IMAGE) + _FIELDS.get(name or "", "") for literal, name, _, _ in parts)


def _checklist_faults(checklists: Mapping[str, str], rubric: Rubric) -> Iterator[str]:
    surplus = [name for name in checklists if name not in rubric.dimensions]
    missing = [name for name in rubric.dimensions if name not in checklists]
    if surplus or missing:
        yield f": {_BY_DIMENSION} lacks {missing} and has {surplus} instead; {list(rubric.dimensions)} are expected"
        return
    try:
        theirs = rubric_from_checklists(checklists)
    except RubricError as error:
        yield f": {error}"
        return
    yield from (
        f": {path} is missing; all {len(rubric.facets)} facets are expected"
        for path in rubric.by_path
        if path not in theirs.by_path
    )
    yield from (
        f": {path} is not one of the {len(rubric.facets)} facets"
        for path in theirs.by_path
        if path not in rubric.by_path
    )
