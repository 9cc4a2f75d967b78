"""``python -m workers.standins.pixel_judge``: runs the server until it is stopped."""

from workers.standins.pixel_judge.server import PixelJudge

PixelJudge.main()
