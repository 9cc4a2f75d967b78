"""Stage 3: collapses of judges: a judge answers, but its replies are meaningless. Its judgements are repeated."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from leaderboard.models import JudgeIncident, Judgement, JudgeProfile, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.judging.rejudging import Rejudging, judge_again

log = logging.getLogger(__name__)

_MARGIN = timedelta(seconds=10)
"""Another worker may have got the first bad reply a little earlier. Judging a few good ones again does no harm."""

_REASON = "the judge had collapsed, so these calls are repeated"


def open_cause(server: str, profile_sha256: str) -> str:
    """Why a judge counts as collapsed; "" if it does not."""
    return _open(server, profile_sha256).values_list("cause", flat=True).first() or ""


@transaction.atomic
def record_collapse(server: str, profile_sha256: str, cause: str, bad_for_s: float) -> Rejudging:
    """Record that a judge's replies have been meaningless for so many seconds, and have all of them repeated."""
    profile = JudgeProfile.objects.only("pk").get(sha256=profile_sha256)
    since = clock.read() - timedelta(seconds=bad_for_s) - _MARGIN
    incident, is_new = JudgeIncident.objects.get_or_create(
        server=server, judge_profile=profile, closed_at=None, defaults={"since": since, "cause": cause}
    )
    if since < incident.since:
        incident.since = since
        incident.save(update_fields=["since"])
    again = _judge_again(incident)
    if is_new:
        log.error(
            "the judge %s has collapsed: %s; %s judgements of submissions %s are repeated, those of %s are public",
            *(server, cause, again.judgements, list(again.submissions), list(again.public)),
        )
    return again


@transaction.atomic
def end(server: str, profile_sha256: str) -> None:
    """A collapsed judge has recovered: its judgements until now are repeated, too."""
    for incident in _open(server, profile_sha256).select_for_update(no_key=True):
        _judge_again(incident)
        JudgeIncident.objects.filter(pk=incident.pk).update(closed_at=Now())
        log.warning("the judge %s has recovered from its collapse", server)


def _open(server: str, profile_sha256: str) -> QuerySet[JudgeIncident]:
    return JudgeIncident.objects.filter(server=server, judge_profile__sha256=profile_sha256, closed_at__isnull=True)


def _judge_again(incident: JudgeIncident) -> Rejudging:
    bad = Judgement.objects.filter(
        server=incident.server,
        judged_at__gte=incident.since,
        judging__judge_profile=incident.judge_profile_id,
    )
    again = judge_again(bad, _REASON)
    JudgeIncident.objects.filter(pk=incident.pk).update(
        judgements=F("judgements") + again.judgements,
        public_submissions=sorted({*incident.public_submissions, *again.public}),
    )
    return again
