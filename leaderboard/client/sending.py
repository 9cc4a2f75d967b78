"""Sends a folder's pictures one by one: only those that the site does not have, several at a time.

Nothing is remembered on this side. The same pictures announced again are the same set, so an interrupted run goes on
where it ended, and after a rejection only the changed pictures are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from leaderboard.client import calls
from leaderboard.client.models import PictureSetIn, SetPicture, Submission, WholePictureSet
from leaderboard.client.salon import Salon

AT_ONCE = 4
"""Pictures that are sent at the same time."""


def submit_pictures(
    salon: Salon,
    request: PictureSetIn,
    files: Mapping[str, Path],
    sent: Callable[[int, int], None] = lambda n, of: None,
    key: str = "",
    found: Callable[[int, int], None] = lambda n, of: None,
) -> Submission:
    """Announce pictures, send those that the site does not have, and submit them.

    Args:
        files: the pictures by their SHA-256.
        sent: gets the bytes that the site has so far, and those of all pictures.
        key: by which a repetition is recognised, also after the set was submitted.
        found: gets, before any is sent, how many pictures the site has, and how many there are.
    """
    picture_set = salon.call(calls.announce_pictures(request))
    found(sum(picture.have for picture in picture_set.pictures), len(picture_set.pictures))
    send_missing(salon, picture_set, files, sent)
    return salon.call(calls.submit_pictures(picture_set.id, key))


def send_missing(
    salon: Salon, picture_set: WholePictureSet, files: Mapping[str, Path], sent: Callable[[int, int], None]
) -> None:
    """Send the missing pictures of a set. If one fails for good, or at Ctrl-C, no others are begun."""
    missing = {picture.sha256: picture for picture in picture_set.pictures if not picture.have}
    there = picture_set.byte_size - sum(picture.byte_size for picture in missing.values())
    sent(there, picture_set.byte_size)

    def send(picture: SetPicture) -> int:
        salon.call(calls.send_picture(picture_set.id, picture.sha256, files[picture.sha256]))
        return picture.byte_size

    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for done in as_completed([pool.submit(send, picture) for picture in missing.values()]):
            there += done.result()
            sent(there, picture_set.byte_size)
    finally:
        pool.shutdown(cancel_futures=True)
