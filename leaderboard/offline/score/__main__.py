"""``python -m leaderboard.offline.score DUMP.jsonl --toolkit DIR``: the scores of a dump as JSON, at full precision."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from leaderboard.domain.judging.reply_parser import PARSER
from leaderboard.domain.official import OfficialError
from leaderboard.domain.official.dataset import LANGUAGES
from leaderboard.domain.official.levels import level_tree
from leaderboard.domain.scoring.scores import Scope
from leaderboard.offline.score.files import read_toolkit, toolkit_rubric
from leaderboard.offline.score.scoring import DumpScores, score_dump


def main(arguments: Sequence[str] | None = None) -> int:
    """Score and print. If there are faults, all go to standard error by file and line, and no scores are printed."""
    options = _parser().parse_args(arguments)
    scopes = [Scope(options.scope)] if options.scope else list(Scope)
    try:
        rubric = toolkit_rubric(read_toolkit(options.toolkit))
        scores = score_dump(options.dump, rubric, options.language, options.jobs)
    except OfficialError as error:
        print(error, "nothing was scored", sep="\n", file=sys.stderr)  # noqa: T201  # a command's own output
        return 1
    document = _document(options.dump.name, options.language, scopes, scores)
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False, indent=1)
    sys.stdout.write("\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m leaderboard.offline.score", description=__doc__)
    parser.add_argument("dump", type=Path, help="the dataset with replies, JSON Lines")
    parser.add_argument("--toolkit", type=Path, required=True, help="checkout of the toolkit (with checklists.py)")
    parser.add_argument("--language", choices=LANGUAGES, default="zh", help="of the prompts (default: zh)")
    parser.add_argument("--scope", choices=[scope.value for scope in Scope], help="one of them (default: both)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one per core)")
    return parser


def _document(name: str, language: str, scopes: Sequence[Scope], scores: DumpScores) -> dict[str, Any]:
    return {
        "format": "salon-scores-1",
        "file": name,
        "language": language,
        "prompts": len(scores.prompts),
        "parser": PARSER,
        "models": {
            model: {
                **{scope.value: level_tree(tally.means(scope)) for scope in scopes},
                "replies": tally.counts.told(scores.expected),
            }
            for model, tally in scores.models.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main())
