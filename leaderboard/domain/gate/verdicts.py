"""The verdict on a level, the combined verdict, and the exit code of each."""

from __future__ import annotations

from collections.abc import Iterable

from leaderboard.domain.text_enum import StrEnum


class GateError(ValueError):
    """The gate cannot be computed; the message says what was expected. Its exit code is ``EXIT_ERROR``."""


class Verdict(StrEnum):
    """The candidate compared with the baseline."""

    BETTER = "better"
    EQUIVALENT = "equivalent"
    WORSE = "worse"
    UNDECIDED = "undecided"

    @property
    def exit_code(self) -> int:
        """0 lets the candidate pass."""
        return _EXIT_CODES[self]


_EXIT_CODES = {Verdict.BETTER: 0, Verdict.EQUIVALENT: 0, Verdict.WORSE: 1, Verdict.UNDECIDED: 2}

EXIT_ERROR = 3
"""There is no verdict: wrong input, or a failure on the way to one."""


def verdict_of(low: float, high: float, margin: float) -> Verdict:
    """The verdict from the interval of candidate minus baseline.

    *Better*: the interval is above zero. *Equivalent*: it is above −margin, so a drop larger than the margin is
    excluded. *Worse*: it is below zero, and such a drop is not excluded. Otherwise, and for an unknown interval (NaN),
    *undecided*.

    Args:
        margin: points, not negative.
    """
    # Every comparison with NaN is false, so what is unknown is undecided.
    if low > 0:
        return Verdict.BETTER
    if low >= -margin:
        return Verdict.EQUIVALENT
    return Verdict.WORSE if high < 0 else Verdict.UNDECIDED


def combined(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict for all levels: the first of worse, undecided, better and equivalent that a level has.

    Raises:
        GateError: when there is no level.
    """
    present = set(verdicts)
    for verdict in (Verdict.WORSE, Verdict.UNDECIDED, Verdict.BETTER, Verdict.EQUIVALENT):
        if verdict in present:
            return verdict
    raise GateError("the gate compares no level; at least one is expected, such as overall")
