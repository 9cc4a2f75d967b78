"""``python -m workers.standins.sample_generator``: runs the server until it is told to end."""

from workers.standins.sample_generator.server import SampleGenerator

SampleGenerator.main()
