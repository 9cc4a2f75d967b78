"""The functions of ``leaderboard.domain.images``, run by decoder processes. Everything from outside is decoded here."""

from __future__ import annotations

from leaderboard.decoding import pool
from leaderboard.decoding.jobs import Job, Reply
from leaderboard.decoding.limits import CHECK_CPU_S, REDRAW_CPU_S
from leaderboard.domain.images.check import ImageFacts, check_byte_size
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.domain.images.redraw import JudgeImage, plain_for_judge


def inspect(data: bytes) -> ImageFacts:
    """Check a picture completely; see ``inspect_image``.

    Raises:
        ImageFault: with its kind.
        DecoderLost: when the decoder ended through no fault of the picture.
    """
    check_byte_size(data)
    values = _run(Job("inspect", data, CHECK_CPU_S)).values
    return ImageFacts(**{**values, "metadata": tuple(values["metadata"])})


def prepared_for_judge(data: bytes, *, max_side: int, upright: bool = False) -> JudgeImage:
    """A checked picture as the judge gets it; see ``prepare_for_judge``. Raises as ``inspect`` does."""
    plain = plain_for_judge(data, max_side=max_side, upright=upright)
    if plain is not None:  # nothing is decoded
        return plain
    reply = _run(Job("prepare", data, REDRAW_CPU_S, {"max_side": max_side, "upright": upright}))
    return JudgeImage(reply.data, reply.values["distorted"])


def small_copy(data: bytes, *, max_side: int) -> bytes:
    """A copy of a checked picture for the pages; see ``rendition``. Raises as ``inspect`` does."""
    return _run(Job("rendition", data, REDRAW_CPU_S, {"max_side": max_side})).data


def _run(job: Job) -> Reply:
    reply = pool.run(job)
    if "fault" in reply.values:
        raise ImageFault(ImageFaultKind(reply.values["fault"]), reply.values["message"])
    return reply
