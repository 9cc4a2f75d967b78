"""``manage.py judge pin``: a profile for one exact revision of the weights, which a branch's name is not."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from leaderboard.domain.judging.profile import ProfileError, is_commit, pinned
from leaderboard.pipeline.loading import folders


def pin(key: str, revision: str) -> Path:
    """Write the newest shipped or own profile of that key again, as a further version for the revision.

    Returns the file; manage.py load_suites loads it.

    Raises:
        CommandError: when there is no such profile, or the revision is no commit.
    """
    sources = [root / "judges" / f"{key}.toml" for root in settings.SALON_SUITE_DIRS if root != settings.SALON_IMPORTED]
    source = next((file for file in reversed(sources) if file.is_file()), None)
    if source is None:
        raise CommandError(f"no file judges/{key}.toml in {', '.join(map(str, settings.SALON_SUITE_DIRS))}")
    if not is_commit(revision):
        raise CommandError(f"{revision!r} is no commit; 40 hexadecimal digits are expected, as the model's page shows")
    target: Path = settings.SALON_IMPORTED / "judges" / f"{key}.toml"
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.write_text(pinned(source.read_text(encoding="utf-8"), revision), encoding="utf-8")
        folders.read_profile(target)
    except ProfileError as error:
        raise CommandError(f"{source}: {error}") from error
    return target
