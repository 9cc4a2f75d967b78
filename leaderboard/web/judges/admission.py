"""The queue of each judge profile, for operators, and when it will be empty."""

from __future__ import annotations

from leaderboard.pipeline.admission.overview import ProfileQueue, queues
from leaderboard.web.words import durations


def queue_lines() -> list[tuple[ProfileQueue, str]]:
    """Each queue with the time until it is judged, in words; "" while no judge is at work."""
    return [(queue, "" if queue.empty_in_s is None else durations.about(queue.empty_in_s)) for queue in queues()]
