"""A model's pictures on a board as a zip, which is never stored: it is joined from the pictures while it is sent.

Only the list of its members is stored, because a zip has each member's CRC-32, for which every picture has to be read.
With that list any part of the zip can be made without the parts before it, and the same members give the same bytes: a
broken download can be resumed at any time and from any process.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from leaderboard.downloads.citation import citation, licence_url
from leaderboard.downloads.joined import FilePart, JoinedFile, bytes_part
from leaderboard.downloads.release_files import NoSuchFile, need_open_suite, shown_row
from leaderboard.downloads.stored_file import written_once
from leaderboard.downloads.zip_layout import Member, directory, local_header
from leaderboard.models import GeneratedImage, ReleaseRow, StoredImage
from leaderboard.models.generation import SUFFIXES
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.visibility import public_images, shown_pictures

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Listed:
    """A member in the stored list: a picture in the storage, or a text."""

    name: str
    size: int
    crc32: int
    sha256: str
    path: str = ""
    text: str = ""

    @property
    def member(self) -> Member:
        return Member(self.name, self.size, self.crc32)

    @property
    def part(self) -> FilePart:
        if self.path:
            return FilePart(self.size, lambda: cast("BinaryIO", default_storage.open(self.path)))
        return bytes_part(self.text.encode())


@dataclass(frozen=True, slots=True)
class PictureZip:
    """The zip before it is sent: ``size`` in bytes, ``etag`` from the members' SHA-256."""

    saved_as: str
    listed: tuple[_Listed, ...]
    size: int
    etag: str

    def open(self) -> BinaryIO:
        """Its bytes, seekable."""
        return cast("BinaryIO", JoinedFile(_parts(self.listed)))


def picture_zip(head: ReleaseHead, generator_id: int) -> PictureZip:
    """The pictures of a model in the board's language, as they were received, named "p001.en.png".

    Several pictures of a prompt are "p001.en.png", "p001.en.2.png" and so on.

    Raises:
        NoSuchFile: if the suite is hidden, the model is not in the release or was withdrawn since, or its pictures are
            not here.
    """
    need_open_suite(head)
    row = shown_row(head, generator_id)
    if not _pictures(head, row).exists():
        raise NoSuchFile(
            "the pictures of this model are not available: it was withdrawn, or its judgements were imported"
        )
    members = written_once(head, f"models/{generator_id}/{_list_name(row)}", lambda file: _write_list(head, row, file))
    with members.open() as file:
        listed = _standing([_Listed(**entry) for entry in json.load(file)])
    identity = "".join(f"{entry.name} {entry.sha256}\n" for entry in listed)
    name = f"{head.board.slug}-release-{head.release.number}-model-{generator_id}-images.zip"
    etag = f'"{hashlib.sha256(identity.encode()).hexdigest()[:32]}"'
    return PictureZip(name, listed, sum(part.size for part in _parts(listed)), etag)


def _standing(listed: list[_Listed]) -> tuple[_Listed, ...]:
    """Without the pictures that were deleted since the list was written."""
    named = StoredImage.objects.filter(pk__in=[entry.sha256 for entry in listed if entry.path])
    deleted = set(named.filter(deleted_at__isnull=False).values_list("pk", flat=True))
    return tuple(entry for entry in listed if entry.sha256 not in deleted)


def _list_name(row: ReleaseRow) -> str:
    """Another one for each set of pictures that are not shown: those may not be members."""
    everybody = shown_pictures(AnonymousUser())
    withheld = GeneratedImage.objects.filter(submission=row.submission_id).exclude(everybody).order_by("pk")
    ids = " ".join(map(str, withheld.values_list("pk", flat=True)))
    return f"images-{hashlib.sha256(ids.encode()).hexdigest()[:16]}.list.json" if ids else "images.list.json"


def _parts(listed: tuple[_Listed, ...]) -> list[FilePart]:
    parts = [part for entry in listed for part in (bytes_part(local_header(entry.member)), entry.part)]
    return [*parts, bytes_part(directory([entry.member for entry in listed]))]


def _write_list(head: ReleaseHead, row: ReleaseRow, file: BinaryIO) -> None:
    texts = {"README.txt": _readme(head, row), "LICENCE.txt": _licences(head, row), "citation.bib": citation(head)}
    listed = [_text(name, text) for name, text in texts.items()]
    listed += [_picture(image) for image in _pictures(head, row)]
    file.write(json.dumps([asdict(entry) for entry in listed]).encode())


def _pictures(head: ReleaseHead, row: ReleaseRow) -> QuerySet[GeneratedImage]:
    images = public_images().filter(submission=row.submission_id, language=head.board.language)
    return images.filter(stored__isnull=False, stored__deleted_at__isnull=True).order_by("id")


def _text(name: str, text: str) -> _Listed:
    data = text.encode()
    return _Listed(name, len(data), zlib.crc32(data), hashlib.sha256(data).hexdigest(), text=text)


def _picture(image: GeneratedImage) -> _Listed:
    stored = image.stored
    assert stored is not None  # noqa: S101  # the query asks for it
    size = crc32 = 0
    for block in _blocks(stored.path):
        size, crc32 = size + len(block), zlib.crc32(block, crc32)
    sample = f".{image.sample + 1}" if image.sample else ""
    name = f"{image.prompt.key}.{image.language}{sample}.{SUFFIXES[stored.format]}"
    return _Listed(name, size, crc32, stored.sha256, path=stored.path)


def _blocks(path: str) -> Iterator[bytes]:
    with default_storage.open(path) as file:
        while block := file.read(_BLOCK):
            yield block


def _readme(head: ReleaseHead, row: ReleaseRow) -> str:
    board, release = head.board, head.release
    return (
        f"Pictures of {row.generator_name} ({row.organisation}), as they were received.\n\n"
        f"Board: {board.slug}\nRelease: {release.number}, SHA-256 {release.sha256}\nSubmission: {row.submission_id}\n"
        f"Suite: {board.suite} (SHA-256 {board.suite.sha256})\nPrompts in: {board.language}\n\n"
        f"{_naming(row)} citation.bib says how to cite the\n"
        "release, LICENCE.txt what may be done with what.\n"
    )


def _naming(row: ReleaseRow) -> str:
    one = "Each file is named for its prompt and language, as in p001.en.png."
    count = row.submission.pictures_per_prompt
    return one if count == 1 else f"{one[:-1]}; of {count} pictures per\nprompt the second is p001.en.2.png."


def _licences(head: ReleaseHead, row: ReleaseRow) -> str:
    prompts = head.board.suite.licence
    return (
        f"Scores, verdicts and standings of Salon: {settings.SALON_DATA_LICENCE}\n"
        f"Prompts: {prompts} ({licence_url(prompts)})\n"
        f"Pictures: made by {row.generator_name} of {row.organisation}, whose licence is stated as: {row.licence}.\n"
        "Salon grants no licence for the pictures themselves.\n"
    )
