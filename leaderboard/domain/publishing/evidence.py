"""The evidence of a published submission: everything needed to compute its scores again, and that computation.

JSON Lines. The first line is the head: {"format", "submission", "generator", "languages", "suite": {"key", "version",
"sha256", "hidden", "content"}, "judge_profile": {"key", "version", "sha256", "files"}, "scores": [[language, scope,
path, mean, images, standard error], …]}. Then a line per picture: {"prompt", "language", "sha256", "targets":
[[3 names], …], "judgements": […]} with {"dimension", "status", "verdicts", "reason", "attempt", "finish_reason",
"content", "reasoning", "first"} each; "first" is null or the unreadable reply before a rescue: {"finish_reason",
"content", "reasoning"}. If the author stated how the pictures were made, the head also has "generation_settings":
{name: value}; nothing is computed from them. A picture that the operators excluded from scoring has no judgements, and
also "excluded": {"at", "reason"}.

That is format 1: one picture per prompt and language. In format 2 there are several: the head also has
"pictures_per_prompt", every picture "sample" (from 1), and the pictures of one prompt and language are scored together.

Of a hidden suite neither its content nor its prompts' keys are there, and of a reply only the answer behind its
reasoning, if that holds nothing but names and scores: all else can tell what a prompt says. Where "content" is null it
was withheld; its verdicts are taken as claimed. "prompt" is null; in format 2, the prompt's position in the suite.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from itertools import product
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
from leaderboard.domain.scoring.scores import Mean, Scope, image_scores, prompt_scores, submission_scores
from leaderboard.domain.submission.samples import MOST_SAMPLES

FORMAT = "salon-evidence-1"
FORMAT_OF_SEVERAL = "salon-evidence-2"
"""For several pictures per prompt. A program that knows only the first format refuses it and computes nothing wrong."""
_SEVERAL = range(2, MOST_SAMPLES + 1)

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


_Place = tuple[str | int, str, int]
"""Prompt, language and sample of a picture."""


@dataclass
class _Collected:
    """The scores of pictures, each with its prompt, by language and scope, and how much was read."""

    images: defaultdict[tuple[str, Scope], list[tuple[str | int, dict[ScorePath, float]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    seen: list[_Place] = field(default_factory=list)
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
    _check_complete(head, targets, collected.seen)
    computed: Scores = {key: submission_scores(prompt_scores(of).values()) for key, of in collected.images.items()}
    count = _compare(head["scores"], computed)
    return Verified(
        head["submission"],
        profile.sha256,
        head["suite"]["sha256"],
        len(collected.seen),
        collected.judgements,
        count,
        collected.withheld,
        tuple(collected.excluded),
        head.get("generation_settings", {}),
        judged.hex(),
    )


def _head(line: bytes) -> dict[str, Any]:
    head = _json(line, 1)
    if head.get("format") not in {FORMAT, FORMAT_OF_SEVERAL}:
        expected = f"{FORMAT!r} or {FORMAT_OF_SEVERAL!r}"
        raise EvidenceDiffers(f"line 1: the format is {head.get('format')!r}; {expected} is expected")
    if head["format"] == FORMAT_OF_SEVERAL and head.get("pictures_per_prompt") not in _SEVERAL:
        said = head.get("pictures_per_prompt")
        raise EvidenceDiffers(
            f"line 1: there are {said!r} pictures per prompt; {_SEVERAL[0]} to {_SEVERAL[-1]} are expected"
        )
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
    # Without names, as in format 1 of a hidden suite, there is one picture per prompt, and its line stands for both.
    prompt = number if picture["prompt"] is None else picture["prompt"]
    collected.seen.append((prompt, picture["language"], picture.get("sample", 1)))
    if "excluded" in picture:
        _excluded(picture, number, collected)
    else:
        verdicts = _counted(picture, number, profile, collected, is_open=targets is not None)
        for scope in Scope:
            scores = image_scores(verdicts, only=named if scope is Scope.TARGET else None)
            collected.images[picture["language"], scope].append((prompt, scores))


def _counted(
    picture: Mapping[str, Any], number: int, profile: JudgeProfile, collected: _Collected, *, is_open: bool
) -> dict[FacetPath, Verdict]:
    verdicts: dict[FacetPath, Verdict] = {}
    for judgement in picture["judgements"]:
        if judgement["content"] is None and is_open:
            raise EvidenceDiffers(f"line {number}, {judgement['dimension']}: the reply is missing")
        verdicts |= _verdicts(judgement, number, profile)
    collected.judgements += len(picture["judgements"])
    collected.withheld += sum(judgement["content"] is None for judgement in picture["judgements"])
    return verdicts


def _excluded(picture: Mapping[str, Any], number: int, collected: _Collected) -> None:
    if picture["judgements"]:
        raise EvidenceDiffers(f"line {number}: the picture is excluded from scoring, but has judgements")
    named = picture["prompt"] if isinstance(picture["prompt"], str) else "(hidden)"
    name = f"prompt {named} ({picture['language']}{_sample(picture.get('sample', 1))})"
    collected.excluded.append(f"{name}: {picture['excluded']['reason']}")


def _check_complete(
    head: Mapping[str, Any], targets: Mapping[str, frozenset[FacetPath]] | None, seen: list[_Place]
) -> None:
    """Every planned picture is there once. Of a hidden suite, the prompts that are there are regarded as planned."""
    prompts: Iterable[str | int] = {prompt for prompt, _, _ in seen} if targets is None else targets
    count = head["pictures_per_prompt"] if head["format"] == FORMAT_OF_SEVERAL else 1
    planned = set(product(prompts, head["languages"], range(1, count + 1)))
    if targets is None and head["format"] == FORMAT:
        planned = set(seen)
    twice = {place for place, count in Counter(seen).items() if count > 1}
    wrong = {"is missing": planned - set(seen), "is not planned": set(seen) - planned, "occurs twice": twice}
    for words, places in wrong.items():
        for prompt, language, sample in sorted(places, key=str):
            raise EvidenceDiffers(f"the picture of prompt {prompt} ({language}{_sample(sample)}) {words}")


def _sample(sample: int) -> str:
    return f", sample {sample}" if sample > 1 else ""


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
    return f"{mean.value!r} ± {mean.standard_error!r} over {mean.images} prompts" if mean else "nothing"


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
