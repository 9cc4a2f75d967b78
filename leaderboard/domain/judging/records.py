"""The outcome of a judge call in the form in which it is kept: plain values for PostgreSQL, SQLite and JSON."""

from __future__ import annotations

from typing import Any

from leaderboard.domain.judging.outcome import FirstReply, JudgeOutcome

_MAX_COUNT = 2**31 - 1  # the largest value of PostgreSQL's integer; only a broken engine reports more tokens


def judgement_record(
    outcome: JudgeOutcome,
    *,
    attempt: int,
    profile_sha256: str,
    server: str | None = None,
    engine_version: str | None = None,
) -> dict[str, Any]:
    """What is kept of one call; ``verdicts`` is [[sub-capability, facet, 0 | 1 | 2 | None], …].

    ``server`` is the judge server that answered it, ``engine_version`` its engine's, if these are known.
    """
    reply, parsed = outcome.reply, outcome.parsed
    return {
        "dimension": outcome.dimension,
        "status": parsed.status.value,
        "verdicts": [[path.sub_capability, path.facet, verdict] for path, verdict in parsed.verdicts.items()],
        "reason": storable(parsed.reason),
        "prompt_neutralised": outcome.prompt_neutralised,
        "reasoning": storable(reply.reasoning if reply else None),
        "content": storable(reply.content if reply else None),
        "finish_reason": storable(reply.finish_reason if reply else None)[:40],
        "prompt_tokens": _storable_count(reply.prompt_tokens if reply else None),
        "completion_tokens": _storable_count(reply.completion_tokens if reply else None),
        "cached_tokens": _storable_count(reply.cached_tokens if reply else None),
        "latency_s": reply.latency_s if reply else None,
        "attempt": attempt,
        "profile_sha256": profile_sha256,
        "first_reply": _first_reply(outcome.first) if outcome.first else None,
        "server": server,
        "engine_version": engine_version,
        "engine_fingerprint": storable(reply.fingerprint)[:100] if reply and reply.fingerprint else None,
    }


def _first_reply(first: FirstReply) -> dict[str, Any]:
    return {
        "status": first.parsed.status,
        "reason": storable(first.parsed.reason),
        "reasoning": storable(first.reply.reasoning),
        "content": storable(first.reply.content),
        "finish_reason": storable(first.reply.finish_reason),
        "prompt_tokens": first.reply.prompt_tokens,
        "completion_tokens": first.reply.completion_tokens,
        "latency_s": first.reply.latency_s,
    }


def storable(text: str | None) -> str:
    """A judge's text in a form that PostgreSQL can store; "" for None."""
    # PostgreSQL's text type can store neither NUL nor half a surrogate pair. Escaping them keeps the evidence readable.
    return (text or "").replace("\x00", "\\u0000").encode(errors="backslashreplace").decode()


def _storable_count(count: int | None) -> int | None:
    return count if count is not None and 0 <= count <= _MAX_COUNT else None
