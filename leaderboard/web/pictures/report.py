"""The text that cites a picture's judgement, and the address to report a wrong one."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from leaderboard.models import GeneratedImage
from leaderboard.web.words.names import isolated


def citation(image: GeneratedImage, address: str) -> str:
    """What identifies a picture's judgement permanently. Generator, suite and judge profile should be loaded."""
    submission, profile = image.submission, image.submission.judge_profile
    return _(
        "Salon, picture %(picture)d: %(model)s (submission %(submission)d), prompt %(prompt)s (%(language)s) of "
        "%(suite)s, judge profile %(profile)s, SHA-256 %(sha256)s. %(address)s"
    ) % {
        "picture": image.pk,
        "model": isolated(submission.generator.name),
        "submission": submission.pk,
        "prompt": image.prompt.key,
        "language": image.language,
        "suite": submission.suite,
        "profile": profile,
        "sha256": profile.sha256,
        "address": address,
    }


def report_address(image: GeneratedImage, cited: str) -> str:
    """A mail or form with subject and citation filled in; "" if the site has no SALON_REPORT_ADDRESS."""
    contact: str = settings.SALON_REPORT_ADDRESS
    if not contact:
        return ""
    title = _("Wrong judgement? Picture %(picture)d of submission %(submission)d, profile %(profile)s") % {
        "picture": image.pk,
        "submission": image.submission_id,
        "profile": image.submission.judge_profile,
    }
    body = _("Which verdict is wrong, and why:") + f"\n\n\n{cited}\n"
    if "://" in contact:
        return f"{contact}{'&' if '?' in contact else '?'}{urlencode({'title': title, 'body': body})}"
    return f"mailto:{contact}?{urlencode({'subject': title, 'body': body}, quote_via=quote)}"
