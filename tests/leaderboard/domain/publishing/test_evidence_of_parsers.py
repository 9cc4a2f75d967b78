"""Evidence is read by the version of the parser that its judge profile names."""

from __future__ import annotations

import re
from typing import Any

import pytest

from leaderboard.domain.judging.profile import profile_from_files
from leaderboard.domain.judging.reply_parser import parse_reply
from leaderboard.domain.judging.verdicts import ParsedReply
from leaderboard.domain.publishing.evidence import FORMAT, EvidenceDiffers, verify
from leaderboard.domain.publishing.evidence_lines import lines_of
from leaderboard.domain.scoring.scores import image_scores, submission_scores
from tests.leaderboard.domain import shipped
from tests.leaderboard.domain.judging.replies import chat

TWO_ANSWERS = '{"Detail": {"Noise": {"score": 0}}} {"Detail": {"Noise": {"score": 2}}}'
OPEN_REASONING = '<think> A draft: {"Detail": {"Noise": {"score": 2}}}'


def evidence(parser: str, content: str, parsed: ParsedReply) -> list[bytes]:
    """The evidence of one picture with one reply that was read like this."""
    profile = re.sub(
        r'(?m)^parser = ".*"$', f'parser = "{parser}"', shipped.text(shipped.PROMPTS / "judges/q-judger.toml")
    )
    files = {"profile.toml": profile, **shipped.protocol_files()}
    head: dict[str, Any] = {
        "format": FORMAT,
        "submission": 1,
        "languages": ["en"],
        "suite": {"sha256": "0" * 64, "hidden": True, "content": None},
        "judge_profile": {"files": files, "sha256": profile_from_files(files).sha256},
        "scores": [
            ["en", "judged", list(path.names), mean.value, mean.images, mean.standard_error]
            for path, mean in submission_scores([image_scores(parsed.verdicts)]).items()
        ],
    }
    judgement = {
        "dimension": "Quality",
        "status": parsed.status,
        "verdicts": [[path.sub_capability, path.facet, verdict] for path, verdict in parsed.verdicts.items()],
        "attempt": 1,
        "finish_reason": "stop",
        "reason": "",
        "content": content,
        "reasoning": "",
        "first": None,
    }
    picture = {"prompt": None, "language": "en", "sha256": "0" * 64, "targets": [], "judgements": [judgement]}
    return list(lines_of(head, [picture]))


@pytest.mark.parametrize("parser", ["2", "3"])
@pytest.mark.parametrize("content", [TWO_ANSWERS, OPEN_REASONING])
def test_a_reply_verifies_as_it_was_read_when_it_was_published(parser: str, content: str) -> None:
    parsed = parse_reply(chat(content), shipped.rubric(), "Quality", parser)
    assert parsed.status.has_verdicts == (parser == "2")
    assert verify(evidence(parser, content, parsed)).judgements == 1


@pytest.mark.parametrize("content", [TWO_ANSWERS, OPEN_REASONING])
def test_and_not_as_another_version_reads_it(content: str) -> None:
    parsed = parse_reply(chat(content), shipped.rubric(), "Quality", "2")
    with pytest.raises(EvidenceDiffers, match="reads as malformed, repaired is claimed"):
        verify(evidence("3", content, parsed))
