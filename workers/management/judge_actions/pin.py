"""``manage.py judge pin``: a profile for one exact revision of the weights; a branch's name is not exact."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from leaderboard.domain.judging.profile import ProfileError, is_commit, pinned
from leaderboard.pipeline.loading import folders


def pin(profile_key: str, revision: str) -> Path:
    """Write a further version of a shipped or own profile, for exactly this revision.

    Returns the file, which manage.py load_suites loads.

    Raises:
        CommandError: when there is no such profile, or the revision is not a commit.
    """
    file_name = f"{profile_key}.toml"
    sources = [root / "judges" / file_name for root in settings.SALON_SUITE_DIRS if root != settings.SALON_IMPORTED]
    source = next((file for file in reversed(sources) if file.is_file()), None)
    if source is None:
        raise CommandError(f"no file judges/{file_name} in {', '.join(map(str, settings.SALON_SUITE_DIRS))}")
    if not is_commit(revision):
        raise CommandError(
            f"{revision!r} is not a commit; 40 hexadecimal digits are expected, as the model's page shows"
        )
    target: Path = settings.SALON_IMPORTED / "judges" / file_name
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.write_text(pinned(source.read_text(encoding="utf-8"), revision), encoding="utf-8")
        folders.read_profile(target)
    except ProfileError as error:
        raise CommandError(f"{source}: {error}") from error
    return target
