"""The pixel baseline, served by this process on a port of its own: a judge for trying things out, without a GPU."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from workers.standins.pixel_judge.server import PixelJudge
from workers.standins.serving import listening


@asynccontextmanager
async def pixel_judge() -> AsyncIterator[str]:
    """The address of the stand-in judge, as long as the context is open."""
    async with listening(PixelJudge().app(), "127.0.0.1", 0) as address:
        yield address
