"""How long submissions take in each stage, and boards to be published, counted for monitoring."""

from __future__ import annotations

import bisect
from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction

from leaderboard.models import TallyName, clock
from leaderboard.pipeline.work import tallies

BOUNDS_S: Final = (10, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 86400, 3 * 86400, 7 * 86400, 14 * 86400)
"""Upper bounds of the histogram's buckets, in seconds: from an instant scoring to two weeks of judging."""


def count_on_commit(stage: str, since: datetime) -> None:
    """Count the end of a stage that began then, after the transaction has committed.

    Within it, transactions that advance submissions would wait for each other.
    """
    transaction.on_commit(partial(_count, stage, since), robust=True)


def _count(stage: str, since: datetime) -> None:
    seconds = max(0.0, (clock.read() - since).total_seconds())
    bucket = bisect.bisect_left(BOUNDS_S, seconds)
    tallies.add({(TallyName.STAGES_ENDED, f"{stage} {bucket}"): 1.0, (TallyName.STAGE_SECONDS, stage): seconds})
