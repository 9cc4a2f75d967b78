"""Addresses of buckets, as Django's settings, and what readers' browsers may load from them."""

from __future__ import annotations

import pytest

from leaderboard.settings.environment import EnvironmentFault
from leaderboard.settings.storage import (
    BUCKET,
    FOLDER,
    Bucket,
    Delivery,
    bucket_at,
    delivery,
    picture_origins,
    storage_at,
    upload_origins,
)

HERE = "s3://salon?endpoint=http://store:8333"


def test_without_an_address_files_are_in_a_folder() -> None:
    assert storage_at("") == {"BACKEND": FOLDER, "OPTIONS": {}}
    assert storage_at("/srv/media") == {"BACKEND": FOLDER, "OPTIONS": {"location": "/srv/media"}}


def test_an_address_is_taken_apart() -> None:
    assert bucket_at("s3://salon") == Bucket("salon")
    assert bucket_at(
        "s3://salon/site/one/?endpoint=https://store.example.org/&region=eu-1&addressing=virtual"
    ) == Bucket("salon", "site/one/", "https://store.example.org", "eu-1", "", "virtual")


def test_keys_come_from_the_usual_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "me")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    made = storage_at(HERE)
    assert made["BACKEND"] == BUCKET
    assert (made["OPTIONS"]["access_key"], made["OPTIONS"]["secret_key"]) == ("me", "hush")
    monkeypatch.setenv("AWS_REGION", "eu-1")
    assert storage_at(HERE)["OPTIONS"]["region"] == "eu-1"
    assert storage_at(f"{HERE}&region=eu-2")["OPTIONS"]["region"] == "eu-2"


def test_the_site_waits_less_for_its_bucket_than_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    for role, patient in (("site", False), ("worker", True)):
        monkeypatch.setenv("SALON_ROLE", role)
        assert storage_at(HERE)["OPTIONS"]["patient"] is patient


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("gs://salon", "begins with gs://"),
        ("s3://", "names the bucket ''"),
        ("s3://me:hush@salon", "set AWS_ACCESS_KEY_ID"),
        ("s3://salon?endpont=http://store", "unknown option 'endpont'"),
        ("s3://salon?endpoint=store:8333", "an address such as https://"),
        ("s3://salon?addressing=dns", "path or virtual is expected"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_telling_its_key(url: str, told: str) -> None:
    with pytest.raises(EnvironmentFault, match="STORAGE_URL") as refusal:
        bucket_at(url)
    assert told in str(refusal.value)
    assert "hush" not in str(refusal.value)


def test_files_are_sent_by_the_site_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert delivery(HERE) == Delivery()
    monkeypatch.setenv("STORAGE_REDIRECT", "1")
    assert delivery(HERE) == Delivery(redirect=True)
    with pytest.raises(EnvironmentFault, match="STORAGE_REDIRECT=1 is for files in a bucket"):
        delivery("")
    monkeypatch.delenv("STORAGE_REDIRECT")
    monkeypatch.setenv("STORAGE_PUBLIC_URL", "https://cdn.example.org/files/")
    assert delivery(HERE) == Delivery(redirect=True, public_url="https://cdn.example.org/files/")
    monkeypatch.setenv("STORAGE_PUBLIC_URL", "cdn.example.org")
    with pytest.raises(EnvironmentFault, match="STORAGE_PUBLIC_URL='cdn"):
        delivery(HERE)


@pytest.mark.parametrize(
    ("place", "how", "origins"),
    [
        ("", Delivery(), []),
        (HERE, Delivery(), []),
        (HERE, Delivery(redirect=True), ["http://store:8333"]),
        (f"{HERE}&browser_endpoint=https://s3.example.org", Delivery(redirect=True), ["https://s3.example.org"]),
        (
            HERE,
            Delivery(redirect=True, public_url="https://cdn.example.org/x/"),
            ["http://store:8333", "https://cdn.example.org"],
        ),
        (
            "s3://salon?region=eu-west-1",
            Delivery(redirect=True),
            [
                "https://s3.eu-west-1.amazonaws.com",
                "https://salon.s3.eu-west-1.amazonaws.com",
                "https://salon.s3.amazonaws.com",
            ],
        ),
    ],
)
def test_pages_may_load_pictures_from_where_they_are(place: str, how: Delivery, origins: list[str]) -> None:
    assert picture_origins(place, how) == origins


def test_pages_may_send_bundles_to_the_bucket_if_it_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert upload_origins(HERE, delivery(HERE)) == []
    monkeypatch.setenv("STORAGE_DIRECT_UPLOADS", "1")
    assert upload_origins(HERE, delivery(HERE)) == ["http://store:8333"]
    assert picture_origins(HERE, delivery(HERE)) == []
    with pytest.raises(EnvironmentFault, match="STORAGE_DIRECT_UPLOADS=1 is for files in a bucket"):
        delivery("")
