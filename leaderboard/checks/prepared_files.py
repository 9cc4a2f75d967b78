"""What ``manage.py prepare_files`` makes on each machine: static files and compiled translations."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

_ADVICE = "run manage.py prepare_files on this machine"
_NAMED = 3


def static_files() -> str:
    """Whether every static file of this version of the code has been collected."""
    try:
        manifest = json.loads(Path(settings.STATIC_ROOT, "staticfiles.json").read_text(encoding="utf-8"))
        collected = set(manifest["paths"])
    except FileNotFoundError:
        return f"there are no static files in {settings.STATIC_ROOT}: {_ADVICE}"
    except (OSError, ValueError, KeyError) as error:
        return f"the static files in {settings.STATIC_ROOT} cannot be read ({error}): {_ADVICE}"
    missing = sorted({name for finder in get_finders() for name, _ in finder.list([])} - collected)
    if not missing:
        return ""
    named = ", ".join(missing[:_NAMED])
    return f"{len(missing)} static files of this version are missing in {settings.STATIC_ROOT} ({named}): {_ADVICE}"


def translations() -> str:
    """Whether the catalogues are compiled; without that, all pages are English."""
    sources = [path for root in settings.LOCALE_PATHS for path in Path(root).glob("*/LC_MESSAGES/django.po")]
    missing = [path.parent.parent.name for path in sources if not path.with_suffix(".mo").exists()]
    return f"the translation {', '.join(missing)} is not compiled: {_ADVICE}" if missing else ""
