"""Addresses of databases, as Django's settings."""

from __future__ import annotations

import pytest

from leaderboard.settings.database import database_at
from leaderboard.settings.environment import EnvironmentFault


def test_an_address_is_taken_apart() -> None:
    settings = database_at("postgresql://salon:p%40ss@db.example.org:5433/board?sslmode=require", pool_size=4)
    assert settings == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "board",
        "USER": "salon",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require", "pool": {"min_size": 1, "max_size": 4, "timeout": 30}},
    }


def test_a_socket_stands_in_the_query_and_no_pool_is_an_option() -> None:
    settings = database_at("postgresql://postgres@/?host=/run/postgres", pool_size=0)
    assert (settings["HOST"], settings["NAME"], settings["OPTIONS"]) == ("/run/postgres", "salon", {})


def test_another_kind_of_database_is_refused_without_telling_the_password() -> None:
    with pytest.raises(EnvironmentFault, match="DATABASE_URL must be a postgresql:// address") as refusal:
        database_at("mysql://salon:hush@localhost/salon", pool_size=0)
    assert "hush" not in str(refusal.value)
