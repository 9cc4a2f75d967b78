"""The evidence of a published submission: everything needed to compute its scores again, and that computation.

JSON Lines. The first line is the head: {"format", "submission", "generator", "languages", "suite": {"key", "version",
"sha256", "hidden", "content"}, "judge_profile": {"key", "version", "sha256", "files"}, "scores": [[language, scope,
path, mean, images, standard error], …]}. Then a line per picture: {"prompt", "language", "sha256", "targets":
[[3 names], …], "judgements": […]} with {"dimension", "status", "verdicts", "reason", "attempt", "finish_reason",
"content", "reasoning", "first"} each; "first" is null or the unreadable reply before a rescue: {"finish_reason",
"content", "reasoning"}. If the author stated how the pictures were made, the head also has "generation_settings":
{name: value}; nothing is computed from them. A picture that the operators excluded from scoring has no judgements, and
also "excluded": {"at", "reason"}.

Of a hidden suite neither its content nor its prompts' keys are there, and of a reply only the answer behind its
reasoning, if that holds nothing but names and scores: all else can tell what a prompt says. Where "content" is null it
was withheld; its verdicts are taken as claimed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from leaderboard.domain.canonical import seal
from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.profile import JudgeProfile, profile_from_files
from leaderboard.domain.judging.reply_parser import PARSERS, ReplyReader, is_score, parse_reply
from leaderboard.domain.judging.rescue import RESCUABLE, rescued
from leaderboard.domain.judging.verdicts import JudgementStatus, ParsedReply, Verdict
from leaderboard.domain.publishing.evidence_seal import JudgedSeal
from leaderboard.domain.rubric import FacetPath, Rubric
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Mean, Scope, image_scores, submission_scores

FORMAT = "salon-evidence-1"

_WITHOUT_REPLY = frozenset({JudgementStatus.REFUSED, JudgementStatus.TRANSPORT_FAILURE})

Scores = dict[tuple[str, Scope], dict[ScorePath, Mean]]
"""Means by language and scope."""


class EvidenceDiffers(Exception):
    """The evidence does not match its claims; the message names the first difference and both values."""


class EvidenceOfAnotherParser(Exception):
    """The evidence names another version of the parser, so this program cannot check it."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was recomputed and matches the claims."""

    submission: int
    profile_sha256: str
    suite_sha256: str
    pictures: int
    judgements: int
    scores: int
    withheld: int
    """Judgements of a hidden suite whose reply is not in the file."""
    excluded: tuple[str, ...] = ()
    """Pictures that the operators excluded from scoring, each with its reason."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """How the pictures were made, as the author stated it; not verified."""
    judged_sha256: str = ""
    """See ``JudgedSeal``."""


@dataclass
class _Collected:
    """Per-picture scores by language and scope, and how much was read."""

    images: defaultdict[tuple[str, Scope], list[dict[ScorePath, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    seen: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0
    judgements: int = 0
    withheld: int = 0
    excluded: list[str] = field(default_factory=list)


def verify(lines: Iterable[bytes]) -> Verified:
    """Parse every raw reply again, compute every score again, and compare with what the evidence claims.

    Raises:
        EvidenceDiffers: at the first difference.
        EvidenceOfAnotherParser: if this program reads replies differently.
    """
    numbered = enumerate(lines, start=1)
    head = _head(next(numbered, (1, b""))[1])
    profile = _profile(head)
    targets = _targets(head)
    collected, judged = _Collected(), JudgedSeal(head)
    for number, line in numbered:
        picture = _json(line, number)
        _picture(picture, number, profile, targets, collected)
        judged.add(picture)
    if targets is not None:
        _check_complete({(prompt, language) for prompt in targets for language in head["languages"]}, collected.seen)
    computed: Scores = {key: submission_scores(images) for key, images in collected.images.items()}
    count = _compare(head["scores"], computed)
    return Verified(
        head["submission"],
        profile.sha256,
        head["suite"]["sha256"],
        collected.pictures,
        collected.judgements,
        count,
        collected.withheld,
        tuple(collected.excluded),
        head.get("generation_settings", {}),
        judged.hex(),
    )


def _head(line: bytes) -> dict[str, Any]:
    head = _json(line, 1)
    if head.get("format") != FORMAT:
        raise EvidenceDiffers(f"line 1: the format is {head.get('format')!r}; {FORMAT!r} is expected")
    return head


def _json(line: bytes, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise EvidenceDiffers(f"line {number}: not JSON ({error})") from error
    if not isinstance(value, dict):
        raise EvidenceDiffers(f"line {number}: {type(value).__name__} instead of an object")
    return value


def _profile(head: Mapping[str, Any]) -> JudgeProfile:
    claimed = head["judge_profile"]
    profile = profile_from_files(claimed["files"])
    if profile.sha256 != claimed["sha256"]:
        raise EvidenceDiffers(f"line 1: the judge profile's seal is {profile.sha256}, {claimed['sha256']} is claimed")
    if profile.parser not in PARSERS:
        known = " and ".join(PARSERS)
        raise EvidenceOfAnotherParser(f"its replies were read with parser {profile.parser}, this program has {known}")
    return profile


def _targets(head: Mapping[str, Any]) -> dict[str, frozenset[FacetPath]] | None:
    """Target facets by prompt, from the sealed suite; None if the suite is hidden."""
    suite = head["suite"]
    if suite["hidden"]:
        return None
    sha256 = seal(suite["content"])
    if sha256 != suite["sha256"]:
        raise EvidenceDiffers(f"line 1: the suite's seal is {sha256}, {suite['sha256']} is claimed")
    return {
        prompt["key"]: frozenset(FacetPath(*target["facet"]) for target in prompt["targets"])
        for prompt in suite["content"]["prompts"]
    }


def _picture(
    picture: Mapping[str, Any],
    number: int,
    profile: JudgeProfile,
    targets: Mapping[str, frozenset[FacetPath]] | None,
    collected: _Collected,
) -> None:
    named = frozenset(FacetPath(*path) for path in picture["targets"])
    if targets is not None and named != targets.get(picture["prompt"]):
        raise EvidenceDiffers(f"line {number}: the target facets of {picture['prompt']} are not those of the suite")
    collected.seen.append((picture["prompt"], picture["language"]))
    collected.pictures += 1
    if "excluded" in picture:
        _excluded(picture, number, collected)
    else:
        _counted(picture, number, profile, named, collected, is_open=targets is not None)


def _counted(
    picture: Mapping[str, Any],
    number: int,
    profile: JudgeProfile,
    named: frozenset[FacetPath],
    collected: _Collected,
    *,
    is_open: bool,
) -> None:
    verdicts: dict[FacetPath, Verdict] = {}
    for judgement in picture["judgements"]:
        if judgement["content"] is None and is_open:
            raise EvidenceDiffers(f"line {number}, {judgement['dimension']}: the reply is missing")
        verdicts |= _verdicts(judgement, number, profile)
    for scope in Scope:
        scores = image_scores(verdicts, only=named if scope is Scope.TARGET else None)
        collected.images[picture["language"], scope].append(scores)
    collected.judgements += len(picture["judgements"])
    collected.withheld += sum(judgement["content"] is None for judgement in picture["judgements"])


def _excluded(picture: Mapping[str, Any], number: int, collected: _Collected) -> None:
    if picture["judgements"]:
        raise EvidenceDiffers(f"line {number}: the picture is excluded from scoring, but has judgements")
    name = f"prompt {picture['prompt'] or '(hidden)'} ({picture['language']})"
    collected.excluded.append(f"{name}: {picture['excluded']['reason']}")


def _check_complete(planned: set[tuple[str, str]], seen: list[tuple[str, str]]) -> None:
    twice = {pair for pair, count in Counter(seen).items() if count > 1}
    wrong = {"is missing": planned - set(seen), "is not planned": set(seen) - planned, "occurs twice": twice}
    for words, pairs in wrong.items():
        for prompt, language in sorted(pairs):
            raise EvidenceDiffers(f"the picture of prompt {prompt} ({language}) {words}")


def _verdicts(judgement: Mapping[str, Any], number: int, profile: JudgeProfile) -> dict[FacetPath, Verdict]:
    dimension = judgement["dimension"]
    claimed = {FacetPath(dimension, *entry[:2]): entry[2] for entry in judgement["verdicts"]}
    if judgement["content"] is None:
        return claimed
    read = _read(judgement, profile)
    where = f"line {number}, {dimension}"
    if read.status != judgement["status"]:
        raise EvidenceDiffers(f"{where}: the reply reads as {read.status}, {judgement['status']} is claimed")
    for path in sorted(read.verdicts.keys() | claimed.keys()):
        computed, said = read.verdicts.get(path, "nothing"), claimed.get(path, "nothing")
        if computed != said:
            raise EvidenceDiffers(f"{where}, {path.facet}: the reply says {computed}, {said} is claimed")
    return read.verdicts


def _read(judgement: Mapping[str, Any], profile: JudgeProfile) -> ParsedReply:
    """The raw reply, or both of them, read again."""
    rubric, dimension = profile.protocol.rubric, judgement["dimension"]
    status = JudgementStatus(judgement["status"])
    if status in _WITHOUT_REPLY and not judgement["content"]:
        return ParsedReply(status, {}, judgement["reason"])
    last = parse_reply(_reply(judgement), rubric, dimension, profile.parser)
    if judgement["first"] is None:
        return last
    first = parse_reply(_reply(judgement["first"]), rubric, dimension, profile.parser)
    if first.status not in RESCUABLE:
        return first  # it can be read, so no rescue was needed, and claims from the second reply differ
    return rescued(first, last)


def _reply(raw: Mapping[str, Any]) -> ChatReply:
    return ChatReply(raw["content"], raw["reasoning"], raw["finish_reason"], None, None, None, 0.0)


def _compare(claimed: list[list[Any]], computed: Scores) -> int:
    """Compare all means; returns how many there are."""
    said = {
        (language, Scope(scope), ScorePath(*path)): Mean(mean, images, error)
        for language, scope, path, mean, images, error in claimed
    }
    ours = {(*key, path): mean for key, means in computed.items() for path, mean in means.items()}
    for key in sorted(said.keys() | ours.keys()):
        if not _same(said.get(key), ours.get(key)):
            raise EvidenceDiffers(
                f"{_named(key)}: {_shown(ours.get(key))} is computed, {_shown(said.get(key))} is claimed"
            )
    return len(said)


def _same(claimed: Mean | None, computed: Mean | None) -> bool:
    if claimed is None or computed is None:
        return claimed is computed
    # Early evidence claims no standard errors.
    errors_agree = claimed.standard_error in {None, computed.standard_error}
    return claimed == computed and errors_agree


def _named(key: tuple[str, Scope, ScorePath]) -> str:
    language, scope, path = key
    return f"{str(path) or 'overall'} ({language}, {scope})"


def _shown(mean: Mean | None) -> str:
    return f"{mean.value!r} ± {mean.standard_error!r} over {mean.images} pictures" if mean else "nothing"


def is_bare(answer: str, rubric: Rubric, dimension: str) -> bool:
    """Whether an answer is one JSON object of nothing but the checklist's names and scores, in any form that is read.

    Everything is checked, so that no other text gets through: each name and value, and the text around the object.
    False for an answer that cannot be read.
    """
    names = ReplyReader(rubric, dimension).names | {"score"}
    try:
        return _holds_only(json.loads(answer.strip(), object_pairs_hook=_Pairs), names)
    except (ValueError, RecursionError):
        return False


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with all its pairs, including duplicate names."""


def _holds_only(document: object, names: Set[str]) -> bool:
    return isinstance(document, _Pairs) and all(
        name in names and (is_score(value) or _holds_only(value, names)) for name, value in document
    )
