"""``python -m tests.bench.official``: scoring and importing a dump of the official size, on a database of its own."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from leaderboard.embedded import paths, postgres
from tests import official
from tests.bench.official.dump import MODELS, write_dump
from tests.bench.official.watching import Watched, watch
from tests.bench.report import Figure, show

_TOOLKIT, _DUMP = "checklists.py", "dump.jsonl"


def main() -> int:
    """Make the dump, measure, print."""
    with tempfile.TemporaryDirectory(prefix="salon-bench-official-") as home:
        os.environ["SALON_HOME"] = str(Path(home) / "salon")
        # The commands are measured without a queue: what they would send is found by the sweeper.
        os.environ |= {"DATABASE_URL": postgres.start(), "DATABASE_POOL": "0"}
        figures = measure(Path(home))
    show(figures)
    return 0


def measure(folder: Path) -> list[Figure]:
    """Seconds and memory of each command, on a fresh database that DATABASE_URL names."""
    (folder / _TOOLKIT).write_text(official.toolkit(), encoding="utf-8")
    dump = folder / _DUMP
    replies = write_dump(dump)
    what = f"{dump.stat().st_size / 1e6:.0f} MB, {replies:,} replies, {MODELS} models, 2 languages"
    alone = _run(folder, "-m", "leaderboard.offline.score", str(dump), "--toolkit", str(folder), "--jobs", "1")
    scoring = _run(folder, "-m", "leaderboard.offline.score", str(dump), "--toolkit", str(folder))
    _run(folder, "manage.py", "migrate", "--no-input", "-v0")
    suite = _run(folder, "manage.py", "import_official", "--toolkit", str(folder), "--dataset", str(dump))
    responses = ("import_responses", "--toolkit", str(folder), "--dataset", str(dump), "--suite", "qwen-image-bench")
    first, again = _run(folder, "manage.py", *responses), _run(folder, "manage.py", *responses)
    return [
        Figure(
            "leaderboard.offline.score, one language, both scopes",
            f"{scoring.seconds:.1f} s",
            "< 5 s",
            f"{what}; {scoring.cpu_seconds:.1f} s of CPU, {scoring.command_mib:.0f} MiB; "
            f"in one process {alone.seconds:.1f} s",
        ),
        Figure(
            "import_responses: read, parsed, scored and stored",
            f"{first.seconds:.0f} s",
            "< 60 s",
            f"{what}; {first.cpu_seconds:.0f} s of CPU beside PostgreSQL's",
        ),
        Figure(
            "memory of import_responses and PostgreSQL",
            f"{first.command_mib + first.server_mib:.0f} MiB",
            "< 1024 MiB",
            f"{first.command_mib:.0f} and {first.server_mib:.0f} MiB at most",
        ),
        Figure("import_responses again", f"{again.seconds:.1f} s", "", f"import_official: {suite.seconds:.1f} s"),
    ]


def _run(folder: Path, *arguments: str) -> Watched:
    lock = paths.home() / "postgres" / "postmaster.pid"
    server = int(lock.read_text(encoding="ascii").split()[0]) if lock.exists() else None
    print(f"measuring: {' '.join(arguments[:2])} …", flush=True)
    return watch([sys.executable, *arguments], os.environ, folder / "output", server)


if __name__ == "__main__":
    sys.exit(main())
