"""``python -m workers.standins.pixel_judge``: runs the server until it is told to end."""

from workers.standins.pixel_judge.server import PixelJudge

PixelJudge.main()
