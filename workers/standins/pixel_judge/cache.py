"""Measuring each picture once, however many calls ask about it and even if they ask at the same time."""

from __future__ import annotations

import asyncio
import binascii
import hashlib
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from workers.standins.pixel_judge.measures import PictureMeasures, UnreadablePictureError, measure_picture

_ENDS = 1024


class MeasureCache:
    """The measures of the most recent pictures, kept as futures so that concurrent calls share one measurement.

    The key is the SHA-256 of the base64 text. Strict base64 has one text per file, so the five calls of a picture
    decode it once. A picture that cannot be read is remembered like any other.
    """

    def __init__(self, executor: ThreadPoolExecutor, *, size: int = 512) -> None:
        self._executor = executor
        self._size = size
        self._futures: OrderedDict[bytes, asyncio.Future[PictureMeasures | UnreadablePictureError]] = OrderedDict()
        self.measured = 0

    async def measures(self, image_base64: bytes) -> PictureMeasures:
        """Measure a picture, or wait for the measurement that is already under way.

        Raises:
            UnreadablePictureError: not base64, or not a picture.
        """
        digest = hashlib.sha256(image_base64).digest()
        future = self._futures.get(digest)
        if future is None:
            self.measured += 1
            future = asyncio.get_running_loop().run_in_executor(self._executor, _measure, image_base64)
            self._futures[digest] = future
            if len(self._futures) > self._size:
                self._futures.popitem(last=False)
        self._futures.move_to_end(digest)
        # Shielded: a client that hangs up must not cancel the measurement for the others.
        outcome = await asyncio.shield(future)
        if isinstance(outcome, UnreadablePictureError):
            raise UnreadablePictureError(str(outcome))
        return outcome


def _measure(image_base64: bytes) -> PictureMeasures | UnreadablePictureError:
    # A fault is returned, not raised: asyncio complains about a future whose exception nobody awaited.
    try:
        return measure_picture(binascii.a2b_base64(image_base64, strict_mode=True))
    except binascii.Error as error:
        return UnreadablePictureError(f"not valid base64: {error}")
    except UnreadablePictureError as error:
        return error


def image_ends_key(image_base64: bytes) -> str:
    """A cheap cache key: 64 hex digits from the length and both ends of the base64 text.

    A PNG ends with checksums over all its pixels (Adler-32 and CRC-32), so its ends tell pictures apart, and no call
    has to hash 2 MB.
    """
    ends = image_base64[:_ENDS] + image_base64[-_ENDS:]
    return hashlib.sha256(b"%d:" % len(image_base64) + ends).hexdigest()
