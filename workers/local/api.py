"""What ``salon judge`` uses of local judging."""

from __future__ import annotations

from workers.local.judges import JudgeUnfit, served_model
from workers.local.judging import Told
from workers.local.run import Judge, run
from workers.local.state import StateBroken
from workers.local.work import Work, plan
from workers.standins.pixel_judge.reply import MODEL_ID as PIXEL_MODEL

__all__ = ["PIXEL_MODEL", "Judge", "JudgeUnfit", "StateBroken", "Told", "Work", "plan", "run", "served_model"]
