"""``python -m workers.standins.sample_generator``: runs the server until it is stopped."""

from workers.standins.sample_generator.server import SampleGenerator

SampleGenerator.main()
