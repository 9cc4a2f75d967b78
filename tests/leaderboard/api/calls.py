"""Calls that the tests of the API share."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from leaderboard.models import User
from leaderboard.pipeline.accounts import create_token


def client_of(author: User, **options: Any) -> Client:
    """A program with a token of the author."""
    _, token = create_token(author, "test")
    return Client(headers={"authorization": f"Bearer {token}"}, **options)


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def endpoint(generator: int, **fields: Any) -> dict[str, Any]:
    return {
        "generator": generator,
        "suite": "demo/1",
        "languages": ["en"],
        "base_url": "https://images.example.org/v1",
        "model": "m",
        **fields,
    }
