"""What is wrong with a picture."""

from __future__ import annotations

from leaderboard.domain.translatable import gettext_noop

MESSAGES = (
    gettext_noop("%(size)s MiB; at most %(most)s MiB are accepted"),
    gettext_noop("not a picture; a PNG, JPEG or WebP file is expected"),
    gettext_noop("the file's format is %(format)s; PNG, JPEG or WebP is expected"),
    gettext_noop("image is %(width)s×%(height)s px"),
    gettext_noop("%(size)s; at least %(width)s×%(height)s is needed"),
    gettext_noop("%(size)s; at most %(most)s megapixels are accepted"),
    gettext_noop("too many pixels"),
    gettext_noop("a picture in mode %(mode)s; save it as 8-bit RGB, RGBA or grey"),
    gettext_noop("an animation of %(frames)s frames; a single picture is expected"),
    gettext_noop("a damaged %(format)s picture; it cannot be opened"),
    gettext_noop("decoding it takes more memory than is allowed; save it as a plain PNG"),
    gettext_noop(
        "decoding it takes more than %(seconds)s s of CPU time, which no picture that is meant to be seen does; save "
        "it as a plain PNG"
    ),
    gettext_noop("its decoder crashed (%(signal)s); save it again"),
    gettext_noop("the picture does not decode: %(error)s"),
    gettext_noop("a JPEG file with %(frames)s frame headers; one is expected: save it again"),
    gettext_noop(
        "a JPEG file with %(scans)s scans of %(width)s×%(height)s px; for this size at most %(most)s are accepted: "
        "save the picture again"
    ),
    gettext_noop(
        "a %(format)s file with more than %(count)s %(things)s; at most %(most)s are accepted: save the picture again"
    ),
    gettext_noop("scans"),
    gettext_noop("segments"),
    gettext_noop("fill bytes"),
    gettext_noop("chunks"),
    gettext_noop("The operators have taken this picture down."),
    gettext_noop("the operators have taken this picture down, so it cannot be submitted again"),
)
