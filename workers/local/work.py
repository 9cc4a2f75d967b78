"""What is judged: the sealed suite and profile, and the pictures in the order in which the site plans them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from leaderboard.domain.images.check import ImageFacts
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.submission.bundle import Slot, slots
from leaderboard.domain.suite.suite import Prompt, Suite
from workers.local.state import Asked


@dataclass(frozen=True, slots=True)
class LocalPicture:
    """One picture with its prompt; ``sample``, from 0, is which of several. ``read`` gives the file's bytes."""

    prompt: Prompt
    language: str
    sample: int
    facts: ImageFacts
    dimensions: tuple[str, ...]
    read: Callable[[], bytes]

    @property
    def text(self) -> str:
        """The prompt's text in the picture's language."""
        return self.prompt.texts[self.language]


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that is judged. ``files`` are the texts of the profile by file name, ``name`` is that of the model."""

    name: str
    suite: Suite
    languages: tuple[str, ...]
    profile: JudgeProfile
    files: Mapping[str, str]
    pictures: Sequence[LocalPicture]
    samples: int = 1
    """How many pictures there are of every prompt and language."""

    def asked(self, picture: LocalPicture) -> Asked:
        """What the judgements of a picture depend on."""
        return Asked(self.profile.sha256, picture.facts.sha256, picture.text)

    @property
    def calls(self) -> int:
        """The number of judge calls."""
        return sum(len(picture.dimensions) for picture in self.pictures)


def plan(
    suite: Suite,
    languages: Sequence[str],
    profile: JudgeProfile,
    facts: Mapping[Slot, ImageFacts],
    read: Callable[[Slot], bytes],
    samples: int = 1,
) -> list[LocalPicture]:
    """The pictures in the order of the site's plan, each with its active dimensions."""
    prompts = {prompt.key: prompt for prompt in suite.prompts}
    return [
        LocalPicture(
            prompts[slot.prompt_key],
            slot.language,
            slot.sample,
            facts[slot],
            profile.protocol.rubric.active_dimensions(prompts[slot.prompt_key].target_facets),
            partial(read, slot),
        )
        for slot in slots(prompts, languages, samples)
    ]
