"""The judging worker, as a process to measure."""

from __future__ import annotations

from collections.abc import Sequence

import psutil

from leaderboard.embedded.stack import Stack
from leaderboard.models import JudgeProfile

UP_WITHIN_S = 60


class JudgingWorker:
    """The stack's judging worker, restarted with other settings: one process with many threads."""

    def __init__(
        self, stack: Stack, profile: JudgeProfile, *, judges: Sequence[str], threads: int, in_flight: int
    ) -> None:
        stack.programs.stop(stack.workers["judging"])
        stack.programs.environment = {
            **stack.programs.environment,
            "JUDGE_URL": ",".join(judges),
            "JUDGE_PROFILE": profile.key,
            "JUDGE_IN_FLIGHT": str(in_flight),
        }
        stack.start_worker("judging", "-c", str(threads))
        program = stack.workers["judging"]
        stack.programs.wait_until(
            lambda: " ready." in program.log_tail(lines=50), "the judging worker", within_s=UP_WITHIN_S
        )
        self._process = psutil.Process(program.process.pid)

    def cpu_s(self) -> float:
        """Seconds of CPU time that it has used."""
        used = self._process.cpu_times()
        return used.user + used.system

    def rss_mib(self) -> float:
        """Its resident memory in MiB."""
        return self._process.memory_info().rss / 2**20
