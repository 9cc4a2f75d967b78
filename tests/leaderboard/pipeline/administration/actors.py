"""Who acts in tests."""

from __future__ import annotations

from leaderboard.pipeline.administration.audit import Actor

ANNA = Actor("anna@example.org", 17)
