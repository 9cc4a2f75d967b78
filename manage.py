#!/usr/bin/env python
"""Django's command line for Salon."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leaderboard.settings")
    os.environ["SALON_ROLE"] = "command"  # leaderboard/settings/database.py
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        from leaderboard.settings.database import unreachable  # it needs the environment, as Django's settings do

        message = unreachable(error)
        if not message:
            raise
        sys.exit(message)


if __name__ == "__main__":
    main()
