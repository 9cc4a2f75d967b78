"""Files of releases: made once, for every cache, at addresses that stay; nothing of what is hidden or withdrawn."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.test import Client

from leaderboard.models import PromptSuite, Release, Submission
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission.visibility import withdraw
from tests.factories import publish as publish_all
from tests.factories import scored_submission
from tests.leaderboard.downloads.reading import fetched

NAMES = [
    f"{name}.{form}"
    for name in ("board", "levels", "verdicts", "facets/quality-detail-noise", "models/{model}/scores")
    for form in ("csv", "json", "parquet")
]


def files() -> set[Path]:
    return {path for path in (Path(settings.MEDIA_ROOT) / "releases").rglob("*") if path.is_file()}


def test_every_file_is_made_once_and_sent_from_the_storage(base: str, model: int) -> None:
    for name in [*NAMES, "models/{model}/verdicts.csv"]:
        address = base + name.format(model=model)
        before = files()
        reply = Client().get(address)
        data = reply.getvalue()
        (file,) = files() - before
        assert file.read_bytes() == data
        file.write_bytes(bytes(len(data)))
        assert fetched(address) == bytes(len(data))
        assert 'rel="cite-as"' in reply["Link"]
        assert f'<{settings.SALON_DATA_LICENCE}>; rel="license"' in reply["Link"]
        assert "Cookie" not in reply.get("Vary", "")
        assert ("immutable" in reply["Cache-Control"]) == ("verdicts" not in name)


def test_part_of_a_table(base: str) -> None:
    whole = fetched(f"{base}levels.csv")
    reply = Client().get(f"{base}levels.csv", headers={"range": "bytes=1000-1099"})
    assert (reply.status_code, reply.getvalue()) == (206, whole[1000:1100])
    etag = reply["ETag"]
    again = Client().get(f"{base}levels.csv", headers={"range": "bytes=1000-", "if-range": etag})
    assert again.getvalue() == whole[1000:]
    assert Client().get(f"{base}levels.csv", headers={"if-none-match": etag}).status_code == 304


def test_the_latest_file_is_that_of_the_newest_release(base: str, model: int) -> None:
    publish_all(scored_submission())
    latest, newest = base.replace("/1/", "/latest/"), base.replace("/1/", "/2/")
    for name in (name.format(model=model) for name in [*NAMES, "citation.bib", "models/{model}/images.zip"]):
        reply = Client().get(f"{latest}{name}?a=1")
        assert (reply.status_code, reply["Location"]) == (302, f"{newest}{name}?a=1")
    for name in ("nothing.csv", "board.xlsx", "../../../about/", "models/x/scores.csv"):
        assert Client().get(latest + name).status_code == 404


def test_what_a_release_does_not_have(base: str) -> None:
    for name in ("facets/no-such.csv", "models/999999/scores.csv", "models/999999/images.zip", "levels.xml"):
        reply = Client().get(base + name)
        assert reply.status_code == 404
        assert "immutable" not in reply.get("Cache-Control", "")


def test_verdicts_of_a_suite_that_is_hidden_later_are_gone_though_they_are_stored(base: str, model: int) -> None:
    shown = [f"{base}verdicts.csv", f"{base}models/{model}/verdicts.parquet"]
    for address in shown:
        fetched(address)
    PromptSuite.objects.update(hidden=True)
    for address in shown:
        assert Client().get(address).status_code == 404
    for form in ("csv", "json", "parquet"):
        fetched(f"{base}levels.{form}")


def test_a_withdrawn_model_keeps_its_files_in_the_releases_before(base: str, release: Release, model: int) -> None:
    withdraw(Submission.objects.get(generator=model))
    publish.publish_board(release.board_id)
    for name in ("scores.csv", "verdicts.csv"):
        fetched(f"{base}models/{model}/{name}")
        assert Client().get(f"{base.replace('/1/', '/2/')}models/{model}/{name}").status_code == 404
    assert f",{model}," not in fetched(f"{base.replace('/1/', '/2/')}verdicts.csv").decode()
