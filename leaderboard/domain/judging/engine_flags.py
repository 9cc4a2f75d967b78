"""The engine's flags: those that a profile seals, and those of the node that runs it.

A profile names every flag that can change a reply. How a node runs the engine (how many GPUs, how much of their memory,
at which address) is the node's own. Rounding differs a little between machines in any case: that is the noise floor,
which ``judge repeatability`` measures. A flag on neither list counts as one that can change a reply.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TENSOR_PARALLEL = "--tensor-parallel-size"

NODE_FLAGS: Mapping[str, str] = {
    "--api-server-count": "processes that read requests",
    "--cpu-offload-gb": "weights kept in the machine's memory",
    "--device": "kind of device",
    "--disable-custom-all-reduce": "how GPUs exchange tensors",
    "--disable-log-stats": "log",
    "--disable-uvicorn-access-log": "log",
    "--distributed-executor-backend": "how the processes of several GPUs are started",
    "--download-dir": "folder of the weights",
    "--enable-log-requests": "log",
    "--gpu-memory-utilization": "share of the GPU's memory",
    "--kv-cache-memory-bytes": "memory for the cache of tokens",
    "--log-config-file": "log",
    "--max-log-len": "log",
    "--mm-processor-cache-gb": "memory for prepared pictures",
    "--pipeline-parallel-size": "GPUs that share the layers",
    "--safetensors-load-strategy": "how weights are read",
    "--shutdown-timeout": "seconds for calls in flight when it is stopped",
    TENSOR_PARALLEL: "GPUs that share the weights of one replica",
    "--uvicorn-log-level": "log",
}
"""What a node may set, and what each is about."""

SET_BY_SERVE: Mapping[str, str] = {
    "--api-key": "the setting JUDGE_API_KEY",
    "--data-parallel-size": "--replicas or JUDGE_REPLICAS, so that all calls of a picture reach the same cache",
    "--host": "--host",
    "--model": "the profile",
    "--port": "--port",
    "--revision": "the profile",
    "--served-model-name": "the profile",
    TENSOR_PARALLEL: "--tensor-parallel or JUDGE_TENSOR_PARALLEL",
}
"""Flags that ``judge serve`` sets, and the setting to use instead."""

_SHORT = {
    "-tp": TENSOR_PARALLEL,
    "-pp": "--pipeline-parallel-size",
    "-dp": "--data-parallel-size",
}


class FlagRefused(ValueError):
    """A flag that a node must not set; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag by its long name, and its words as given: the name and its value, if any."""

    name: str
    words: tuple[str, ...]

    @property
    def value(self) -> str:
        """Its value, "" if it has none."""
        after_equals = self.words[0].partition("=")[2]
        return after_equals or " ".join(self.words[1:])


def read_flags(words: Sequence[str]) -> list[Flag]:
    """The flags of a command line.

    Raises:
        FlagRefused: when it begins with a value.
    """
    flags: list[list[str]] = []
    for word in words:
        if word.startswith("-"):
            flags.append([word])
        elif flags:
            flags[-1].append(word)
        else:
            raise FlagRefused(f"{word!r} is not a flag of the engine; flags begin with --")
    return [Flag(_long_name(flag[0]), tuple(flag)) for flag in flags]


def _long_name(word: str) -> str:
    """The engine accepts "_" for "-" in names, and short forms of some."""
    name = word.partition("=")[0].replace("_", "-")
    return _SHORT.get(name, name)


def check_node_flags(words: Sequence[str]) -> list[Flag]:
    """The flags that an operator gave for a node.

    Raises:
        FlagRefused: when one of them can change a reply, or has its own option.
    """
    flags = read_flags(words)
    for flag in flags:
        if flag.name in SET_BY_SERVE:
            raise FlagRefused(f"{flag.name} is set by judge serve itself: use {SET_BY_SERVE[flag.name]}")
        if flag.name not in NODE_FLAGS:
            raise FlagRefused(
                f"{flag.name} can change the judge's replies, so it belongs to the profile and not to a node: "
                f"make a new version of the profile with it. A node may set {', '.join(_offered())}"
            )
    return flags


def _offered() -> list[str]:
    return sorted(NODE_FLAGS.keys() - SET_BY_SERVE.keys())


def merged(sealed: Sequence[str], node: Sequence[Flag]) -> list[str]:
    """The words of a profile's flags and of the node's.

    A profile may name flags of a node; then the node's values apply.
    """
    said = {flag.name for flag in node}
    kept = [flag for flag in read_flags(sealed) if flag.name not in said]
    return [word for flag in [*kept, *node] for word in flag.words]


def tensor_parallel_of(sealed: Sequence[str]) -> int:
    """The GPUs of one replica if the node does not set them: the profile's number, or one."""
    sizes = [flag.value for flag in read_flags(sealed) if flag.name == TENSOR_PARALLEL]
    return int(sizes[-1]) if sizes and sizes[-1].isdigit() else 1
