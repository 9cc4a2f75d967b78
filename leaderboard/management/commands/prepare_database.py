"""``manage.py prepare_database``: prepare a site's database, at first and for each upgrade. Idempotent."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from leaderboard.pipeline.site import secrets, storage_mark


class Command(BaseCommand):
    """Migrates, loads suites and judge profiles, and marks secrets and storage as the site's."""

    help = "Migrate, load suites and judge profiles, mark secrets and storage as the site's (idempotent)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new-secrets", action="store_true", help="continue although the site's current secrets are lost"
        )
        parser.add_argument(
            "--new-storage", action="store_true", help="continue although the storage has none of the site's pictures"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        call_command("load_suites", stdout=self.stdout)
        try:
            secrets.mark(accept_loss=options["new_secrets"])
            storage_mark.mark(new_storage=options["new_storage"])
        except (secrets.SecretLost, storage_mark.WrongStorage) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"the storage fails ({error.strerror or error}): start it, or correct STORAGE_URL or MEDIA_ROOT"
            ) from error
