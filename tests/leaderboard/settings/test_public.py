"""A site is refused at the start when it would serve the public without what protects it; one line says what to set."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from leaderboard.embedded.paths import CHECKOUT

SECRET = "GOOD-2PbNuWyFRrl9cfXXbvWLSTyFOUSQVSPy7h3t"
PUBLIC = {
    "HTTPS": "1",
    "SECRET_KEY": SECRET,
    "KEY_SECRET": SECRET,
    "EMAIL_HOST": "mail.example.org",
    "ALLOWED_HOSTS": "salon.example.org",
}


_SHOW = "from django.conf import settings; print(settings.SALON_SITE_URL)"


def start(**changes: str) -> tuple[int, str]:
    """The exit status and what is said, when a command of a public site is started with these changes."""
    environment = {name: value for name, value in {**os.environ, **PUBLIC, **changes}.items() if value != "-"}
    done = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "shell",
            "--no-imports",
            "-c",
            "print(__import__('django').conf.settings.SALON_SITE_URL)",
        ],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout or done.stderr).strip()


def test_a_public_site_with_all_it_needs_starts_and_knows_its_address() -> None:
    assert start() == (0, "https://salon.example.org")
    assert start(SITE_URL="https://other.example.org/") == (0, "https://other.example.org")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"EMAIL_HOST": "-"}, "set EMAIL_HOST to a mail server"),
        ({"SECRET_KEY": "x"}, "SECRET_KEY can be guessed: set it to at least 32 random characters"),
        ({"SECRET_KEY": "x", "HTTPS": "0"}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY_FALLBACKS": f"{SECRET},x"}, "SECRET_KEY_FALLBACKS can be guessed"),
        ({"SECRET_KEY": "-"}, "set SECRET_KEY"),
        ({"KEY_SECRET": "-"}, "set KEY_SECRET"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS=* serves any name: set it to the names of the site"),
        ({"ALLOWED_HOSTS": "a.example.org,*", "HTTPS": "0"}, "ALLOWED_HOSTS=* serves any name"),
        ({"DEBUG": "1"}, "set DEBUG=0"),
        ({"ALLOWED_HOSTS": ".example.org"}, "set SITE_URL"),
    ],
)
def test_a_start_without_protection_is_refused_in_one_line(changes: dict[str, str], said: str) -> None:
    status, line = start(**changes)
    assert status == 1
    assert said in line
    assert "\n" not in line
