"""How a submission's pictures were made, as its author states it: frozen with the submission, and public with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

from leaderboard.domain.submission.endpoint_fields import MOST_SIZE_CHARACTERS, check_size
from leaderboard.domain.text_enum import StrEnum
from leaderboard.domain.texts import FieldFault, quoted, read_line
from leaderboard.domain.translatable import gettext_noop

MOST_CHARACTERS = 80
MOST_PRECISION_CHARACTERS = 40
MOST_STEPS = 100_000
MOST_GUIDANCE = 1000.0
MOST_SEED = 2**63 - 1

MANIFEST_FIELD = "generation_settings"
"""The field of a bundle's ``manifest.json`` that holds the settings."""

_TRUE, _FALSE = frozenset({"true", "yes"}), frozenset({"false", "no"})


class SeedPolicy(StrEnum):
    """Which seed each picture was made with."""

    FIXED = "fixed"
    PER_PROMPT = "per_prompt"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class GenerationSettings:
    """Nothing is required: None or "" means that the author does not state it.

    ``guidance`` is the guidance scale; ``prompt_rewriting`` whether prompts were rewritten before the model got them,
    and ``prompt_rewriter`` by what. ``seed`` is that of all pictures, under the policy FIXED.
    """

    size: str = ""
    seed_policy: str = ""
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    prompt_rewriting: bool | None = None
    prompt_rewriter: str = ""
    model_revision: str = ""
    precision: str = ""
    engine: str = ""

    def given(self) -> dict[str, str | int | float | bool]:
        """The settings that are stated, by name, in a fixed order; the form in which they are sealed."""
        return {name: value for name in NAMES if (value := getattr(self, name)) is not None and value != ""}


NAMES = tuple(field.name for field in fields(GenerationSettings))


def read_settings(values: Mapping[str, object]) -> GenerationSettings:
    """Settings from a form, a call, a manifest or a command line, where numbers and yes or no may be texts.

    A seed implies the policy FIXED, and a rewriter that prompts were rewritten.

    Raises:
        FieldFault: naming the setting.
    """
    if unknown := [name for name in values if name not in NAMES]:
        raise FieldFault(
            gettext_noop("There is no setting “%(name)s”."),
            gettext_noop("Possible are: %(names)s."),
            name=quoted(unknown[0]),
            names=", ".join(NAMES),
        )
    given = {name: value for name, value in values.items() if value is not None and value != ""}
    read = GenerationSettings(**{name: _READERS[name](name, value) for name, value in given.items()})  # type: ignore[arg-type]  # each reader gives its field's type
    return _completed(read)


def settings_of_manifest(manifest: Mapping[str, object]) -> GenerationSettings | None:
    """The settings in a bundle's manifest, if it has any.

    Raises:
        FieldFault: naming the setting.
    """
    values = manifest.get(MANIFEST_FIELD)
    if values is None:
        return None
    if not isinstance(values, dict):
        raise _fault(MANIFEST_FIELD, values, gettext_noop('A JSON object such as {"steps": 30} is expected.'))
    return read_settings(values)


def with_requested_size(settings: GenerationSettings, size: str) -> GenerationSettings:
    """The settings with the size that an endpoint is asked for, if the author states no other."""
    return settings if settings.size or not size else replace(settings, size=size)


def with_requested_seed(settings: GenerationSettings, seed: int | str | None) -> GenerationSettings:
    """The settings with what an endpoint is sent as the seed, if the author states nothing about seeds.

    Args:
        seed: of all pictures; "" if each picture is sent its own; None if nothing is sent, or unknown.
    """
    if settings.seed_policy or settings.seed is not None or seed is None:
        return settings
    if seed == "":
        return replace(settings, seed_policy=SeedPolicy.PER_PROMPT.value)
    is_stated = isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed <= MOST_SEED
    return replace(settings, seed_policy=SeedPolicy.FIXED.value, seed=int(seed)) if is_stated else settings


def _completed(settings: GenerationSettings) -> GenerationSettings:
    if settings.seed is not None:
        if settings.seed_policy not in ("", SeedPolicy.FIXED):
            raise _fault("seed", settings.seed, gettext_noop("A seed is expected only if all pictures have the same."))
        settings = replace(settings, seed_policy=SeedPolicy.FIXED.value)
    if settings.prompt_rewriter:
        if settings.prompt_rewriting is False:
            raise _fault(
                "prompt_rewriter",
                settings.prompt_rewriter,
                gettext_noop("A rewriter is expected only if prompts were rewritten."),
            )
        settings = replace(settings, prompt_rewriting=True)
    return settings


def _size(name: str, value: object) -> str:
    text = _text(name, value, MOST_SIZE_CHARACTERS)
    check_size(text)
    return text


def _policy(name: str, value: object) -> str:
    try:
        return SeedPolicy(str(value)).value
    except ValueError:
        expected = gettext_noop("One of fixed, per_prompt and random is expected.")
        raise _fault(name, value, expected) from None


def _seed(name: str, value: object) -> int:
    expected = gettext_noop("A whole number from 0 to 9223372036854775807 is expected.")
    return _whole(name, value, 0, MOST_SEED, expected)


def _steps(name: str, value: object) -> int:
    return _whole(name, value, 1, MOST_STEPS, gettext_noop("A whole number from 1 to 100000 is expected."))


def _whole(name: str, value: object, least: int, most: int, expected: str) -> int:
    text = str(value).strip()
    # A short text first: Python refuses to read very long numbers.
    if isinstance(value, bool) or len(text) > 19 or not (text.isascii() and text.isdigit()):
        raise _fault(name, value, expected)
    if not least <= int(text) <= most:
        raise _fault(name, value, expected)
    return int(text)


def _guidance(name: str, value: object) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(str(value))
    except ValueError:
        number = math.nan
    if not 0 <= number <= MOST_GUIDANCE:  # false for NaN
        raise _fault(name, value, gettext_noop("A number from 0 to 1000 is expected."))
    return number


def _yes_or_no(name: str, value: object) -> bool:
    text = str(value).strip().lower()
    if text not in _TRUE | _FALSE:
        raise _fault(name, value, gettext_noop("One of yes and no is expected."))
    return text in _TRUE


def _line(name: str, value: object) -> str:
    return _text(name, value, MOST_CHARACTERS)


def _precision(name: str, value: object) -> str:
    return _text(name, value, MOST_PRECISION_CHARACTERS)


def _text(name: str, value: object, most: int) -> str:
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise _fault(name, value, gettext_noop("A text is expected."))
    text = str(value)
    line = read_line(text) if len(text) <= 4 * most else text
    if len(line) > most:
        raise FieldFault(
            gettext_noop("The setting “%(name)s” has %(count)d characters."),
            gettext_noop("At most %(most)d are expected."),
            name=name,
            count=len(line),
            most=most,
        )
    return line


def _fault(name: str, value: object, expected: str) -> FieldFault:
    said = gettext_noop("The setting “%(name)s” is “%(value)s”.")
    return FieldFault(said, expected, name=name, value=quoted(str(value)))


_READERS: Mapping[str, Callable[[str, object], object]] = {
    "size": _size,
    "seed_policy": _policy,
    "seed": _seed,
    "steps": _steps,
    "guidance": _guidance,
    "prompt_rewriting": _yes_or_no,
    "prompt_rewriter": _line,
    "model_revision": _line,
    "precision": _precision,
    "engine": _line,
}
