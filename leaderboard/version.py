"""The version of the code, taken from its commit: ``python -m leaderboard.version`` prints it.

===============================================  ==================================================
``0.1.0``                                        the commit with the tag ``v0.1.0``
``0.1.0.post3+g4a395f7c21b0``                    three commits after that tag, at commit 4a395f7c21b0
``0.1.0.dev170+g4a395f7c21b0``                   the 170th commit; no commit before it has a tag
``….dirty``                                      with changes that are not committed
``0+unknown``                                    neither a repository nor a file says
===============================================  ==================================================

Without a repository, the file ``.version`` tells the commit: ``git archive`` fills it in (``.gitattributes``).
Whoever runs the code from elsewhere sets ``CODE_VERSION`` instead (docs/releasing.md).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
FIRST = "0.1.0"
"""The version that the first tag will have."""
UNKNOWN = "0+unknown"

_HASH_LENGTH = 12  # git's default of 7 may no longer be unique when somebody checks a release years later


def code_version(checkout: Path = CHECKOUT) -> str:
    """A PEP 440 version that names the commit; UNKNOWN where nothing tells it."""
    return _from_git(checkout) or _from_archive(checkout) or UNKNOWN


def _from_git(checkout: Path) -> str | None:
    # Without this test git would describe a repository that the checkout happens to lie in.
    if not (checkout / ".git").exists():
        return None
    commit = _git(checkout, "rev-parse", "HEAD")
    if commit is None:
        return None
    described = _git(checkout, "describe", "--tags", "--match=v[0-9]*")
    commits = _git(checkout, "rev-list", "--count", "HEAD")
    changes = _git(checkout, "status", "--porcelain", "--untracked-files=no")
    return _pep440(commit, described or "", int(commits or 0), dirty=bool(changes))


def _git(checkout: Path, *arguments: str) -> str | None:
    """What git prints; None where it fails or is not installed."""
    repository = [f"--git-dir={checkout / '.git'}", f"--work-tree={checkout}"]
    try:
        done = subprocess.run(  # noqa: S603  # the arguments are this module's own
            ["git", "--no-optional-locks", *repository, *arguments],  # noqa: S607  # wherever git is installed
            cwd=checkout,
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def _from_archive(checkout: Path) -> str | None:
    try:
        commit, _, described = (checkout / ".version").read_text(encoding="ascii").strip().partition(" ")
    except OSError:
        return None
    # How many commits came before is not known here.
    return None if commit.startswith("$Format") else _pep440(commit, described, commits=0)


def _pep440(commit: str, described: str, commits: int, *, dirty: bool = False) -> str:
    """The version from ``git describe``: empty, ``v0.1.0`` or ``v0.1.0-3-g4a395f7``."""
    tag, _, since = described.removeprefix("v").partition("-")
    distance = since.partition("-")[0]
    if tag and not distance and not dirty:
        return tag
    base = tag + (f".post{distance}" if distance else "") if tag else f"{FIRST}.dev{commits}"
    return f"{base}+g{commit[:_HASH_LENGTH]}{'.dirty' if dirty else ''}"


if __name__ == "__main__":
    sys.stdout.write(f"{code_version()}\n")
