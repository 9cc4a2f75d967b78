"""Adding up a model's pictures in one language: its means, and statistics of its replies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leaderboard.domain.official.dataset import OfficialPrompt
from leaderboard.domain.official.readings import PictureReading, ReadReply
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Mean, MeanTally, Scope


@dataclass(frozen=True, slots=True)
class DifferingReply:
    """A reply that the official toolkit may score differently, and why."""

    prompt: int
    language: str
    dimension: str
    deviation: str
    reason: str


@dataclass(slots=True)
class ReplyCounts:
    """Statistics of a model's replies.

    ``statuses`` counts them by the parser's status, ``deviations`` by kind of flaw. ``surplus`` are replies about
    dimensions without a target facet of the prompt; they count in the judged scope like all others.
    """

    replies: int = 0
    surplus: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    deviations: Counter[str] = field(default_factory=Counter)
    differing: list[DifferingReply] = field(default_factory=list)

    def add(self, reply: ReadReply, prompt: int, language: str) -> None:
        self.replies += 1
        self.statuses[reply.parsed.status.value] += 1
        if reply.deviation is None:
            return
        self.deviations[reply.deviation] += 1
        if reply.may_differ:
            reason = reply.parsed.reason if reply.parsed.flaw else "braces outside the JSON that counts"
            self.differing.append(DifferingReply(prompt, language, reply.dimension, reply.deviation, reason))

    def merge(self, other: ReplyCounts) -> None:
        self.replies += other.replies
        self.surplus += other.surplus
        self.statuses += other.statuses
        self.deviations += other.deviations
        self.differing += other.differing

    def told(self, expected: int) -> dict[str, Any]:
        """The statistics as plain values, the differing replies in the order of the prompts.

        Args:
            expected: how many replies the dump would hold if none were missing.
        """
        differing = sorted(self.differing, key=lambda reply: (reply.prompt, reply.language, reply.dimension))
        return {
            "replies": self.replies,
            "absent": expected - (self.replies - self.surplus),
            "surplus": self.surplus,
            "statuses": dict(sorted(self.statuses.items())),
            "deviations": dict(sorted(self.deviations.items())),
            "differing": [
                {
                    "prompt": reply.prompt,
                    "language": reply.language,
                    "dimension": reply.dimension,
                    "deviation": reply.deviation,
                    "reason": reply.reason,
                }
                for reply in differing
            ],
        }


@dataclass(slots=True)
class ModelTally:
    """One model in one language; tallies of parts of a dump can be merged in any order."""

    scores: dict[Scope, MeanTally[ScorePath]] = field(default_factory=lambda: {scope: MeanTally() for scope in Scope})
    counts: ReplyCounts = field(default_factory=ReplyCounts)

    def add(self, picture: PictureReading, prompt: OfficialPrompt, language: str) -> None:
        for scope, tally in self.scores.items():
            tally.add(picture.scores[scope])
        for reply in picture.replies:
            self.counts.add(reply, prompt.number, language)
        active = prompt.active_dimensions
        self.counts.surplus += sum(reply.dimension not in active for reply in picture.replies)

    def merge(self, other: ModelTally) -> None:
        for scope, tally in self.scores.items():
            tally.merge(other.scores[scope])
        self.counts.merge(other.counts)

    def means(self, scope: Scope) -> Mapping[ScorePath, Mean]:
        return self.scores[scope].means()
