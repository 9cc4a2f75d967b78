"""Lets torchvision be imported beside a CPU build of torch, in all of the engine's processes (by its PYTHONPATH).

The registry's torchvision is built for CUDA: without its own library the schemas of two operators are missing, and the
import fails on them, although the judge's image processor uses neither.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_OPERATORS = ("nms", "qnms")
_kept: list[object] = []


class _BeforeTorchvision(MetaPathFinder):
    """Declares the operators when torchvision is about to be imported, then steps aside."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name == "torchvision":
            sys.meta_path.remove(self)
            self._declare()
        return None

    def _declare(self) -> None:
        import torch

        library = torch.library.Library("torchvision", "DEF")
        for operator in _OPERATORS:
            library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _kept.append(library)  # the declarations live as long as this object


sys.meta_path.insert(0, _BeforeTorchvision())
