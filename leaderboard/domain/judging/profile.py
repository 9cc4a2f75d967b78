"""The judge profile: everything that can change a score, frozen and hashed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from leaderboard.domain import toml
from leaderboard.domain.canonical import seal
from leaderboard.domain.judging.protocol import Protocol, parse_protocol

_COMMIT = re.compile("[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Model:
    """The weights by their name and revision at the hub; they are served under the same name."""

    id: str
    revision: str
    quantisation: str

    @property
    def is_pinned(self) -> bool:
        """Whether the revision is a commit, not a name that may refer to other weights later."""
        return is_commit(self.revision)


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine that runs the model, and the flags of its server."""

    name: str
    version: str
    flags: Sequence[str]


@dataclass(frozen=True, slots=True)
class ImagePreparation:
    """How a picture is prepared for the judge: if a side exceeds ``max_side`` pixels, it is squared with Lanczos.

    ``upright``: it is first rotated by its Exif data (``orientation = "exif"``). Profiles without that key judge the
    pixels as they are stored, as the official preparation does.
    """

    max_side: int
    upright: bool


@dataclass(frozen=True, slots=True)
class Sampling:
    """Sampling parameters of the chat call, in the engine's own names."""

    temperature: float
    top_k: int
    top_p: float
    repetition_penalty: float
    seed: int
    max_tokens: int
    thinking: bool


@dataclass(frozen=True, slots=True)
class Rescue:
    """How a call is repeated if its reply cannot be read: tokens of reasoning before the schema applies."""

    thinking_token_budget: int


@dataclass(frozen=True)  # without slots: the hash is computed once and cached
class JudgeProfile:
    """One frozen profile. ``sha256`` is part of every score's identity."""

    key: str
    version: str
    title: str
    description: str
    comparable: bool
    caveat: str
    model: Model
    engine: Engine
    protocol: Protocol
    parser: str
    image: ImagePreparation
    sampling: Sampling
    rescue: Rescue
    content: Mapping[str, object]

    @property
    def model_id(self) -> str:
        return self.model.id

    @cached_property
    def sha256(self) -> str:
        return seal(self.content)


def is_commit(revision: str) -> bool:
    """Whether a revision is the full hash of a commit."""
    return bool(_COMMIT.fullmatch(revision))


def pinned(profile_toml: str, revision: str) -> str:
    """The text of a profile with another revision of the weights, which is a new version of the profile.

    Raises:
        ProfileError: when it has no version or revision on a line of its own.
    """
    version = _document(profile_toml).get("version")
    for name, value in (("version", f"{version}-{revision[:8]}"), ("revision", revision)):
        line = re.compile(rf'^{name} = ".*"$', re.MULTILINE)
        if not line.search(profile_toml):
            raise ProfileError(f'it has no line {name} = "…"; add one')
        profile_toml = line.sub(f'{name} = "{value}"', profile_toml, count=1)
    return profile_toml


class ProfileError(ValueError):
    """The profile file is incomplete; the message names the key."""


def protocol_name(profile_toml: str) -> str:
    """The folder of the protocol that the profile names.

    Raises:
        ProfileError: when it names none.
    """
    name = _document(profile_toml).get("protocol")
    if not isinstance(name, str):
        raise ProfileError(f"'protocol' is {name!r}; the name of a folder in protocols/ is expected")
    return name


def parse_profile(profile_toml: str, protocol: Protocol) -> JudgeProfile:
    """Read a judge profile. Its hash covers the file and all texts of the protocol that reach the judge.

    Raises:
        ProfileError: naming the missing key or the rule that is not known.
    """
    document = _document(profile_toml)
    try:
        image = document["image"]
        if (image["mode"], image["resize"], image["encoding"]) != ("RGB", "square-lanczos", "png"):
            raise ProfileError("[image] supports only mode RGB, resize square-lanczos and encoding png")
        orientation = image.get("orientation", "stored")
        if orientation not in {"stored", "exif"}:
            raise ProfileError(f"[image] orientation is {orientation!r}; 'stored' or 'exif' is expected")
        return JudgeProfile(
            key=document["key"],
            version=document["version"],
            title=document["title"],
            description=document["description"],
            comparable=bool(document["comparable"]),
            caveat=document["caveat"],
            model=Model(**document["model"]),
            engine=Engine(**document["engine"]),
            protocol=protocol,
            parser=document["parser"],
            image=ImagePreparation(int(image["max_side"]), upright=orientation == "exif"),
            sampling=Sampling(**document["sampling"]),
            rescue=Rescue(**document["rescue"]),
            content={"profile": document, "protocol": protocol.content()},
        )
    except KeyError as error:
        raise ProfileError(f"the judge profile has no {error}; see prompts/judges/ for the layout") from error
    except TypeError as error:
        raise ProfileError(
            f"[model], [engine], [image], [sampling] or [rescue] of the judge profile: {error}"
        ) from error


def profile_from_files(files: Mapping[str, str]) -> JudgeProfile:
    """Build a profile from the text of ``profile.toml`` and the texts of its protocol's files, by name.

    Raises:
        ProfileError, ProtocolError, RubricError: naming what is wrong.
    """
    return parse_profile(files["profile.toml"], parse_protocol(files))


def _document(profile_toml: str) -> dict[str, Any]:
    try:
        return toml.loads(profile_toml)
    except toml.TOMLDecodeError as error:
        raise ProfileError(f"not TOML: {error}") from error
