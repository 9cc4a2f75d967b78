"""Which GPUs each replica gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.judge_node.gpus import GpuFault, replicas, visible_gpus


@given(st.integers(0, 16), st.integers(1, 8))
def test_replicas_share_no_gpu_and_no_port(count: int, tensor_parallel: int) -> None:
    gpus = [str(number) for number in range(count)]
    if 0 < count < tensor_parallel:
        with pytest.raises(GpuFault, match="are needed"):
            replicas(gpus, wanted=0, tensor_parallel=tensor_parallel, first_port=8000)
        return
    placed = replicas(gpus, wanted=0, tensor_parallel=tensor_parallel, first_port=8000)
    assert [replica.port for replica in placed] == [8000 + number for number in range(len(placed))]
    used = [gpu for replica in placed for gpu in replica.gpus.split(",") if gpu]
    assert used == gpus[: len(used)]
    assert len(placed) == max(1, count // tensor_parallel)


def test_gpus_are_those_that_are_named_here_or_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2, 3")
    assert visible_gpus() == ["2", "3"]
    assert visible_gpus("0,GPU-7f") == ["0", "GPU-7f"]
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    monkeypatch.setenv("PATH", "")  # no nvidia-smi
    assert visible_gpus() == []
