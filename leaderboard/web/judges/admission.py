"""The queue of each judge profile for operators, with the time until it is empty in words."""

from __future__ import annotations

from leaderboard.pipeline.admission.overview import ProfileQueue, queues
from leaderboard.web.words import durations


def queue_lines() -> list[tuple[ProfileQueue, str]]:
    """Each queue, and the time until all of it is judged; "" while no judge is at work."""
    return [(queue, "" if queue.empty_in_s is None else durations.about(queue.empty_in_s)) for queue in queues()]
