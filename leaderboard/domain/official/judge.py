"""The judge behind imported replies, as a profile: what is published about it, and otherwise "unknown".

It differs from the profile under which Salon itself runs that judge: the weights, engine and flags behind the replies
are unknown, and scores of two profiles never share a board.
"""

from __future__ import annotations

from leaderboard.domain.judging.reply_parser import PARSER
from leaderboard.domain.official.toolkit import PROTOCOL, OfficialProtocol

KEY = "qwen-image-bench-replies"

_PROFILE = f"""\
key = "{KEY}"
version = "VERSION"
title = "Q-Judger, imported replies"
comparable = true
caveat = "replies given elsewhere and imported; the pictures are not here"
description = "Replies in the layout of the Qwen-Image-Bench dataset, given by others with the publishers' own \
instructions and checklists, and read and scored here. Which weights, engine and flags gave them is not known."
protocol = "{PROTOCOL}"
parser = "{PARSER}"

[model]
id = "Qwen/Qwen-Image-Bench"
revision = "unknown"
quantisation = "unknown"

[engine]
name = "unknown"
version = "unknown"
flags = []

[image]
mode = "RGB"
max_side = 1024
resize = "square-lanczos"
encoding = "png"

[sampling]
temperature = 0
top_k = 1
top_p = 1.0
repetition_penalty = 1.05
seed = 42
max_tokens = 4096
thinking = true

[rescue]                      # never made
thinking_token_budget = 0
"""


def profile_files(protocol: OfficialProtocol, version: str) -> dict[str, str]:
    """The texts of the profile and of its protocol, by name."""
    return {"profile.toml": _PROFILE.replace("VERSION", version), **protocol.files()}
