"""The command that starts one engine: the profile's flags, the node's, and the key."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from leaderboard.domain.judging.engine_flags import TENSOR_PARALLEL, Flag, merged, read_flags, tensor_parallel_of
from leaderboard.domain.judging.profile import JudgeProfile
from workers.judge_node.gpus import Replica

_ENDS_WITH_PARENT = ("setpriv", "--pdeathsig", "TERM", "--")
"""Of util-linux: an engine whose ``judge serve`` was killed ends too, instead of keeping GPU and port."""


_STAND_IN = "salon-standin"


class NotServed(ValueError):
    """The profile's engine is not one that can be started here."""


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """The operator's settings of the node; none of them changes a score.

    - ``announce``: under which host (and scheme and first port) workers reach the engines, "" for no announcement.
    - ``drain_s``: seconds that calls in flight may take when the node is stopped.
    """

    host: str
    tensor_parallel: int
    flags: Sequence[Flag]
    api_key: str
    drain_s: float
    announce: str


def engine_command(profile: JudgeProfile, node: NodeSettings, replica: Replica) -> list[str]:
    """The command that serves the profile's model with exactly the profile's flags and the node's.

    Raises:
        NotServed: when the profile's engine is neither vLLM nor the stand-in, with which a node can be tried out.
    """
    if profile.engine.name == _STAND_IN:
        where = ("--host", node.host, "--port", str(replica.port))
        ending = ("--grace-seconds", f"{node.drain_s:.0f}")
        return [sys.executable, "-m", "workers.standins.pixel_judge", *where, *ending, *profile.engine.flags]
    if profile.engine.name != "vllm":
        raise NotServed(f"the profile {profile.key} is served by {profile.engine.name}, not by vllm")
    model = profile.model
    return [
        *("vllm", "serve", model.id, "--revision", model.revision, "--served-model-name", model.id),
        *("--host", node.host, "--port", str(replica.port)),
        *merged(profile.engine.flags, _node_flags(profile, node)),
    ]


def _node_flags(profile: JudgeProfile, node: NodeSettings) -> list[Flag]:
    said = {flag.name for flag in node.flags}
    ours = ["--shutdown-timeout", f"{node.drain_s:.0f}"] if "--shutdown-timeout" not in said else []
    if node.tensor_parallel != tensor_parallel_of(profile.engine.flags):
        ours += [TENSOR_PARALLEL, str(node.tensor_parallel)]
    return [*read_flags(ours), *node.flags]


def ending_with_us(command: Sequence[str]) -> list[str]:
    """The same command, ended by the kernel when this process is gone, where the system can do that."""
    return [*(_ENDS_WITH_PARENT if shutil.which(_ENDS_WITH_PARENT[0]) else ()), *command]


def engine_environment(node: NodeSettings, replica: Replica) -> Mapping[str, str]:
    """Our environment, with the folder of this Python first in PATH: an engine installed there is found.

    The key is not in the command, which everyone on the machine can read.
    """
    beside = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join([beside, os.environ.get("PATH", "")])}
    environment.pop("VLLM_API_KEY", None)
    if node.api_key:
        environment["VLLM_API_KEY"] = node.api_key
    if replica.gpus:
        environment["CUDA_VISIBLE_DEVICES"] = replica.gpus
    return environment


def slots(profile: JudgeProfile) -> int:
    """How many calls the engine works on at the same time; 0 if the profile does not say it."""
    values = [flag.value for flag in read_flags(profile.engine.flags) if flag.name == "--max-num-seqs"]
    return int(values[-1]) if values and values[-1].isdigit() else 0
