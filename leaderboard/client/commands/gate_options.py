"""The options of ``salon gate``."""

from __future__ import annotations

from typing import Annotated

import typer

from leaderboard.domain.submission.samples import MOST_SAMPLES

DIMENSION_MARGIN = 2.0
"""Points. Dimensions have fewer prompts and a larger spread than the overall score, whose margin is 1."""

Baseline = Annotated[str, typer.Option(metavar="SUBMISSION|latest-public", help="The submission that is trusted.")]
Candidate = Annotated[
    str,
    typer.Option(
        metavar="SUBMISSION|FOLDER|ZIP|URL",
        help="What is compared with it: a submission, or new pictures or an endpoint, which are submitted first.",
    ),
]
Margins = Annotated[
    list[str] | None,
    typer.Option(
        "--margin",
        metavar="LEVEL=POINTS",
        help="A level to compare, and the drop that is accepted there; repeatable. overall=1 by default.",
    ),
]
Dimensions = Annotated[
    list[str] | None,
    typer.Option(
        "--dimension", metavar="LEVEL", help=f"Compare this level too, with a margin of {DIMENSION_MARGIN:g} points."
    ),
]
Alpha = Annotated[
    float, typer.Option(min=0.0, max=0.5, help="The probability that one of the intervals does not hold.")
]
Language = Annotated[str, typer.Option("--lang", help="The language of the prompts; by default the baseline's first.")]
SuiteName = Annotated[str, typer.Option("--suite", help="For a new candidate; by default the baseline's.")]
GeneratorName = Annotated[str, typer.Option("--generator", help="For a new candidate; by default the baseline's.")]
ModelName = Annotated[str, typer.Option("--model", help="For an endpoint: the model's name there.")]
Strip = Annotated[
    bool, typer.Option("--strip-metadata", help="For a new candidate: store the pictures without their metadata.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="For a folder: do not ask which file is for which prompt.")]
Samples = Annotated[
    int | None,
    typer.Option(
        "--pictures-per-prompt",
        min=1,
        max=MOST_SAMPLES,
        help="For a new candidate: how many pictures of each prompt; by default as many as the baseline has.",
    ),
]
LabelText = Annotated[str, typer.Option("--label", help="For a new candidate: a name for your lists, 80 characters.")]
Commit = Annotated[
    str,
    typer.Option(
        "--commit",
        envvar=["GITHUB_SHA", "CI_COMMIT_SHA"],
        help="For a new candidate: the revision of your own code.",
    ),
]
RunName = Annotated[
    str,
    typer.Option(
        "--key",
        help="A text that names this run, such as $GITHUB_RUN_ID: the same run submits the same candidate once.",
    ),
]
TimeLimit = Annotated[float | None, typer.Option(min=0, help="End after so many seconds; the submission goes on.")]
Plan = Annotated[bool, typer.Option("--plan", help="Print how many prompts are needed, and compare nothing.")]
Spread = Annotated[
    float | None,
    typer.Option("--sd", min=0, help="For --plan without submissions: standard deviation of differences, in points."),
]
Power = Annotated[float, typer.Option(help="For --plan: the probability of detecting a drop.")]
