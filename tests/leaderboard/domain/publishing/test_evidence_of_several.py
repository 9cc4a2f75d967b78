"""Evidence of several pictures per prompt: they are scored together, and each must be there once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.publishing.evidence import EvidenceDiffers, verify
from leaderboard.domain.publishing.evidence_lines import Judged, Place, evidence_head, lines_of, picture_line
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.scoring.scores import image_scores, prompt_scores, submission_scores
from tests.leaderboard.domain import shipped

NOISE = FacetPath("Quality", "Detail", "Noise")
Lines = list[dict[str, Any]]


def evidence(*prompts: list[Verdict], hidden: bool = True) -> Lines:
    """Of prompts with one verdict on each of their pictures, in the target scope too."""
    files = {"profile.toml": shipped.text(shipped.PROMPTS / "judges/q-judger.toml"), **shipped.protocol_files()}
    scored = [(place, image_scores({NOISE: verdict})) for place, pictures in enumerate(prompts) for verdict in pictures]
    means = submission_scores(prompt_scores(scored).values())
    judged = Judged(
        submission=1,
        generator={"name": "Aurora", "organisation": "", "licence": ""},
        languages=["en"],
        suite={"key": "core", "version": 1, "sha256": "0" * 64, "hidden": hidden},
        suite_content=None,
        profile={"key": "q-judger", "version": 3, "sha256": shipped.profile().sha256},
        files=files,
        pictures_per_prompt=len(prompts[0]),
    )
    scores = [("en", scope, path, mean) for scope in ("judged", "target") for path, mean in means.items()]
    pictures = [
        picture_line(Place(place, "en", sample), "0" * 64, [NOISE], {"judgements": [judgement(verdict)]})
        for place, verdicts in enumerate(prompts)
        for sample, verdict in enumerate(verdicts, start=1)
    ]
    return [json.loads(line) for line in lines_of(evidence_head(judged, scores), pictures)]


def judgement(verdict: Verdict) -> dict[str, Any]:
    return {
        "dimension": "Quality",
        "status": "ok",
        "verdicts": [["Detail", "Noise", verdict]],
        "attempt": 1,
        "finish_reason": "stop",
        "reason": "",
        "content": None,
        "reasoning": "",
        "first": None,
    }


def checked(lines: Lines) -> Any:
    return verify(json.dumps(line).encode() for line in lines)


def test_the_pictures_of_a_prompt_are_scored_together() -> None:
    lines = evidence([2, 0], [1, None])
    assert (lines[0]["format"], lines[0]["pictures_per_prompt"]) == ("salon-evidence-2", 2)
    assert [(line["prompt"], line["sample"]) for line in lines[1:]] == [(0, 1), (0, 2), (1, 1), (1, 2)]
    assert lines[0]["scores"][0][3:5] == [55, 2]
    report = checked(lines)
    assert (report.pictures, report.judgements, report.withheld) == (4, 4, 4)


def test_scores_of_pictures_counted_as_prompts_differ() -> None:
    lines = evidence([2, 0], [1, 1])
    for score in lines[0]["scores"]:
        score[4] = 4
    with pytest.raises(EvidenceDiffers, match=r"over 2 prompts is computed, .+ over 4 prompts is claimed"):
        checked(lines)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda lines: lines.pop(2), r"prompt 0 \(en, sample 2\) is missing"),
        (lambda lines: lines.append(lines[1]), r"prompt 0 \(en\) occurs twice"),
        (lambda lines: lines[4].update(sample=3), r"prompt 1 \(en, sample 2\) is missing"),
        (lambda lines: lines[0].update(pictures_per_prompt=9), "there are 9 pictures per prompt; 2 to 4 are expected"),
        (lambda lines: lines[0].update(format="salon-evidence-3"), "'salon-evidence-3'; 'salon-evidence-1' or"),
    ],
)
def test_every_sample_is_there_once(spoil: Callable[[Lines], Any], words: str) -> None:
    lines = evidence([2, 0], [1, 1])
    spoil(lines)
    with pytest.raises(EvidenceDiffers, match=words):
        checked(lines)


def test_one_picture_per_prompt_has_the_first_format() -> None:
    judged = evidence([2])[0]
    assert judged["format"] == "salon-evidence-1"
    assert "pictures_per_prompt" not in judged


def test_the_seal_over_what_was_judged_covers_the_samples() -> None:
    lines = evidence([2, 2])
    swapped = [lines[0], {**lines[2], "sample": 1}, {**lines[1], "sample": 2}]
    swapped[1]["sha256"] = "1" * 64
    assert checked(lines).judged_sha256 != checked(swapped).judged_sha256
