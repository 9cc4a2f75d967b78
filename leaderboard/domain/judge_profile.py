"""The judge profile: everything that can move a score, frozen and hashed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from leaderboard.domain.canonical import seal
from leaderboard.domain.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Protocol:
    """What is said to the judge: role, user template and rubric."""

    key: str
    version: str
    system: str
    user: str
    rubric: Rubric


@dataclass(frozen=True, slots=True)
class ImagePreparation:
    """How a picture is made ready for the judge: at most ``max_side`` pixels, else squared with Lanczos."""

    max_side: int


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
class JudgeProfile:
    """One frozen profile. ``sha256`` is part of every score's identity."""

    key: str
    version: str
    title: str
    description: str
    comparable: bool
    caveat: str
    model_id: str
    protocol: Protocol
    image: ImagePreparation
    sampling: Sampling
    content: Mapping[str, object]

    @property
    def sha256(self) -> str:
        return seal(self.content)


class ProfileError(ValueError):
    """The profile file lacks something; the message names the key."""


_USER_PLACEHOLDERS = ("{{prompt}}", "{{image}}", "{{dimension}}", "{{checklist}}")


def protocol_from_texts(protocol_toml: str, system: str, user: str, rubric: Rubric) -> Protocol:
    """Build a protocol from the texts of its folder.

    Raises:
        ProfileError: when the user template lacks a placeholder or holds one twice.
    """
    for placeholder in _USER_PLACEHOLDERS:
        if user.count(placeholder) != 1:
            raise ProfileError(
                f"user.txt holds {placeholder} {user.count(placeholder)} times; exactly once is expected"
            )
    head = tomllib.loads(protocol_toml)
    return Protocol(str(head["key"]), str(head["version"]), system, user, rubric)


def parse_profile(profile_toml: str, protocol: Protocol) -> JudgeProfile:
    """Read a judge profile; its hash covers the file, the templates and the rubric's texts.

    Raises:
        ProfileError: naming the missing key or the rule that is not known.
    """
    document = tomllib.loads(profile_toml)
    try:
        image = document["image"]
        if (image["mode"], image["resize"], image["encoding"]) != ("RGB", "square-lanczos", "png"):
            raise ProfileError("[image] knows only mode RGB, resize square-lanczos and encoding png")
        return JudgeProfile(
            key=document["key"],
            version=document["version"],
            title=document["title"],
            description=document["description"],
            comparable=bool(document["comparable"]),
            caveat=document["caveat"],
            model_id=document["model"]["id"],
            protocol=protocol,
            image=ImagePreparation(int(image["max_side"])),
            sampling=Sampling(**document["sampling"]),
            content=_sealed_content(document, protocol),
        )
    except KeyError as error:
        raise ProfileError(f"the judge profile has no {error}; see prompts/judges/ for the layout") from error
    except TypeError as error:
        raise ProfileError(f"[sampling] or [image] of the judge profile: {error}") from error


def _sealed_content(document: dict[str, object], protocol: Protocol) -> dict[str, object]:
    facets = [[*f.path, f.question, f.fails, f.passes, f.excels, f.not_applicable] for f in protocol.rubric.facets]
    texts = {"system": protocol.system, "user": protocol.user, "rubric": facets}
    return {"profile": document, "protocol": texts}
