"""Sealed suites and judge profiles, from the site or from a folder with the layout of ``prompts/``.

What comes from the site is accepted only if its seal is right, and kept in the user's cache under its seal.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from leaderboard.client import calls
from leaderboard.client.errors import BadInput, NotFound, UnexpectedReply
from leaderboard.client.models import Prompt as SitePrompt
from leaderboard.client.models import WholeSuite
from leaderboard.client.salon import Salon
from leaderboard.domain.judging.profile import JudgeProfile, ProfileError, profile_from_files
from leaderboard.domain.judging.protocol import ProtocolError
from leaderboard.domain.rubric import FacetPath, RubricError
from leaderboard.domain.suite.files import SuiteError
from leaderboard.domain.suite.suite import Prompt, Suite, Target
from leaderboard.offline import prompts

Value = TypeVar("Value")

_UNREADABLE = (SuiteError, ProfileError, ProtocolError, RubricError, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Profile:
    """A judge profile with the texts of its files. ``is_current``: the site gives it to new submissions."""

    frozen: JudgeProfile
    files: Mapping[str, str]
    is_current: bool


@dataclass(frozen=True, slots=True)
class ProfileNote:
    """A profile that there is, and how to get it. ``model`` is the name of the judge's weights."""

    key: str
    version: str
    model: str
    is_current: bool
    get: Callable[[], Profile]

    @property
    def name(self) -> str:
        """ "key/version"."""
        return f"{self.key}/{self.version}"


class Source(Protocol):
    """Where suites and profiles come from."""

    def suite(self, name: str) -> Suite:
        """The suite of that name. Raises BadInput, naming those that there are."""

    def profiles(self) -> list[ProfileNote]:
        """All profiles, the newest version of each key first."""


def chosen_profile(notes: Iterable[ProfileNote], name: str, model: str) -> Profile:
    """The profile of that name, or without one the profile for the model that the judge serves.

    Args:
        name: "key", "key/version" or "".
        model: the name of the served model; "" if it is not known.

    Raises:
        BadInput: if no profile fits, or several do.
    """
    notes = list(notes)
    fitting = [note for note in notes if (name in (note.key, note.name) if name else note.model == model)]
    newest = list({note.key: note for note in reversed(fitting)}.values())
    current = [note for note in newest if note.is_current]
    if len(newest) == 1 or (not name and current):
        return (current or newest)[0].get()
    names = ", ".join(note.name for note in (newest or notes)) or "none"
    if newest:
        raise BadInput(f"several judge profiles are for the model {model}; choose one with --profile: {names}")
    wanted = f"no judge profile {name}" if name else f"no judge profile for the model {model}, which the judge serves"
    raise BadInput(f"there is {wanted}; there are: {names}")


class FolderSource:
    """A folder such as ``prompts/`` of a checkout."""

    def __init__(self, root: Path) -> None:
        self._root = root
        if not (root / prompts.RUBRIC).is_file():
            raise BadInput(f"{root} has no {prompts.RUBRIC}; a folder with the layout of prompts/ is expected")

    def suite(self, name: str) -> Suite:
        """The suite in the folder ``name``, or with that key."""
        found: dict[str, Suite] = {}
        for folder in prompts.suite_folders(self._root):
            suite = _readable(partial(prompts.read_suite, folder, prompts.read_rubric(self._root)), folder)
            found[suite.key + "/" + suite.version] = suite
            if name in (folder.name, *_names(suite.key, suite.version)):
                return suite
        raise BadInput(f"there is no suite {name} in {self._root}, but: {', '.join(found) or 'none'}")

    def profiles(self) -> list[ProfileNote]:
        """Those in ``judges/`` whose protocol is there."""
        notes = []
        for file in prompts.profile_files(self._root):
            with suppress(prompts.ProtocolMissing):
                files = _readable(partial(prompts.read_profile, file), file)
                frozen = profile_from_files(files)
                profile = Profile(frozen, files, is_current=False)
                notes.append(ProfileNote(frozen.key, frozen.version, frozen.model_id, False, partial(_same, profile)))
        return notes


class SiteSource:
    """A site, and the user's cache."""

    def __init__(self, salon: Salon) -> None:
        self._salon = salon

    def suite(self, name: str) -> Suite:
        """The open suite "key/version", or the only one with that key."""
        suites = self._salon.call(calls.list_suites())
        found = [suite for suite in suites if name in _names(suite.key, suite.version)]
        if len(found) != 1:
            names = ", ".join(suite.name for suite in (found or suites)) or "none"
            problem = f"there are several suites {name}" if found else f"there is no suite {name}"
            raise BadInput(f"{problem}; name one of these: {names}")
        (row,) = found
        if row.hidden:
            raise BadInput(f"the prompts of {row.name} are hidden, so only the site can have its pictures judged")
        return _kept(row.sha256, row.name, partial(self._suite_content, row.name), _suite, Suite.sha256)

    def profiles(self) -> list[ProfileNote]:
        """Those of the site."""
        try:
            rows = self._salon.call(calls.list_judge_profiles())
        except NotFound as error:
            raise BadInput("the site is an older one, which does not hand out its judge profiles") from error
        return [
            ProfileNote(
                row.key,
                row.version,
                row.model,
                row.is_current,
                partial(self._profile, row.key, row.version, row.sha256, row.is_current),
            )
            for row in rows
        ]

    def _profile(self, key: str, version: str, sha256: str, is_current: bool) -> Profile:
        call = calls.show_judge_profile(key, version)

        def build(files: Any) -> Profile:
            return Profile(profile_from_files(files), files, is_current)

        return _kept(
            sha256, f"{key}/{version}", lambda: self._salon.call(call).files, build, lambda built: built.frozen.sha256
        )

    def _suite_content(self, name: str) -> dict[str, Any]:
        whole = self._salon.call(calls.show_suite(name))
        return _content(whole, self._salon.items(calls.list_prompts(name)))


def _content(suite: WholeSuite, found: Iterable[SitePrompt]) -> dict[str, Any]:
    return {
        **{name: getattr(suite, name) for name in ("key", "version", "title", "description", "licence", "languages")},
        "prompts": [
            {
                **{name: getattr(prompt, name) for name in ("key", "field", "region", "texts", "render")},
                "targets": [
                    {"facet": [target.dimension, target.sub_capability, target.facet], "note": target.note}
                    for target in prompt.targets
                ],
            }
            for prompt in found
        ],
    }


def _suite(content: Mapping[str, Any]) -> Suite:
    prompts_of = [
        Prompt(
            **{
                **prompt,
                "render": tuple(prompt["render"]),
                "targets": tuple(Target(FacetPath(*target["facet"]), target["note"]) for target in prompt["targets"]),
            }
        )
        for prompt in content["prompts"]
    ]
    return Suite(**{**content, "languages": tuple(content["languages"]), "prompts": tuple(prompts_of)})


def _names(key: str, version: str) -> tuple[str, str, str]:
    return key, f"{key}/{version}", f"{key}-v{version}"


def _same(profile: Profile) -> Profile:
    return profile


def _readable(read: Callable[[], Value], where: object) -> Value:
    try:
        return read()
    except prompts.ProtocolMissing:
        raise
    except _UNREADABLE as error:
        raise BadInput(f"{where}: {error}") from error


def _kept(
    sha256: str,
    name: str,
    fetch: Callable[[], Any],
    build: Callable[[Any], Value],
    seal_of: Callable[[Value], str],
) -> Value:
    """What has this seal, built from a document in the cache; otherwise from a fetched one, which is then kept there.

    Raises:
        UnexpectedReply: when the fetched document has another seal, or cannot be read.
    """
    file = _cache() / f"{sha256}.json"
    with suppress(OSError, *_UNREADABLE):  # the cache is a convenience: a damaged file is fetched again
        value = build(json.loads(file.read_text(encoding="utf-8")))
        if seal_of(value) == sha256:
            return value
    document = fetch()
    try:
        value = build(document)
    except _UNREADABLE as error:
        raise UnexpectedReply(f"what the site sent as {name} cannot be read: {error}") from error
    if seal_of(value) != sha256:
        raise UnexpectedReply(f"what the site sent as {name} has the seal {seal_of(value)}, not {sha256}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        part.replace(file)
    return value


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "salon"
