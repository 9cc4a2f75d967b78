"""What pages and files hold, and the address of the board on which the tests' submissions appear."""

from __future__ import annotations

import csv

from django.test import Client

SLUG = "demo-1-pixel-baseline-3-en"
BOARD = f"/boards/{SLUG}/"
CAVEAT = "pixel baseline, not comparable with Q-Judger"


def text_of(client: Client, address: str, status: int = 200) -> str:
    """The page's HTML, after any redirects; asserts its status."""
    reply = client.get(address, follow=True)
    assert reply.status_code == status
    return reply.content.decode()


def content_of(client: Client, address: str) -> str:
    """A page or file, streamed or not, as text."""
    return client.get(address).getvalue().decode()


def csv_rows(client: Client, address: str) -> list[dict[str, str]]:
    """The rows of a CSV file by column."""
    return list(csv.DictReader(content_of(client, address).removeprefix("\ufeff").splitlines()))
