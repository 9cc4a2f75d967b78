"""The GPUs of this machine, and which of them each replica of the judge gets."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

_ASK = ("nvidia-smi", "--query-gpu=index", "--format=csv,noheader")


class GpuFault(ValueError):
    """The GPUs do not suffice for what was asked; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Replica:
    """One engine of the node. ``gpus``: what it sees of the machine, "" for everything (there is no NVIDIA GPU)."""

    number: int
    port: int
    gpus: str

    @property
    def name(self) -> str:
        """For the log."""
        return f"replica {self.number}" + (f" (GPU {self.gpus})" if self.gpus else "")


def visible_gpus(given: str = "") -> list[str]:
    """The GPUs that may be used: the given ones, those of CUDA_VISIBLE_DEVICES, or all that the driver names."""
    named = given or os.environ.get("CUDA_VISIBLE_DEVICES", "")
    if named:
        return [part.strip() for part in named.split(",") if part.strip()]
    if shutil.which(_ASK[0]) is None:
        return []
    asked = subprocess.run(_ASK, capture_output=True, text=True, check=False)  # noqa: S603  # a constant
    return asked.stdout.split() if asked.returncode == 0 else []


def replicas(gpus: Sequence[str], *, wanted: int, tensor_parallel: int, first_port: int) -> list[Replica]:
    """The replicas on consecutive ports, each with ``tensor_parallel`` GPUs of its own.

    Args:
        wanted: how many; 0 for as many as there are GPUs for.

    Raises:
        GpuFault: when there are too few GPUs. On a machine without any, the engines run on its CPUs.
    """
    if not gpus:
        return [Replica(number, first_port + number, "") for number in range(wanted or 1)]
    count = wanted or max(1, len(gpus) // tensor_parallel)
    if count * tensor_parallel > len(gpus):
        raise GpuFault(
            f"{count} x {tensor_parallel} GPUs are needed, and there are {len(gpus)} ({', '.join(gpus)}): "
            "change --replicas, --tensor-parallel or --gpus"
        )
    groups = (gpus[at : at + tensor_parallel] for at in range(0, count * tensor_parallel, tensor_parallel))
    return [Replica(number, first_port + number, ",".join(group)) for number, group in enumerate(groups)]
