"""The version of the code, asked of real repositories and archives."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from packaging.version import Version

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.version import UNKNOWN, code_version


class Repository:
    """A git repository with the project's own ``.version`` and ``.gitattributes``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet")
        for name in (".version", ".gitattributes"):
            shutil.copy(CHECKOUT / name, folder / name)
        self.git("add", ".")
        self.commit()

    def git(self, *arguments: str) -> bytes:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        return subprocess.run(["git", *identity, *arguments], cwd=self.folder, check=True, capture_output=True).stdout

    def commit(self) -> str:
        """Add a commit; returns its abbreviated hash."""
        self.git("commit", "--quiet", "--allow-empty", "--message=A change")
        return self.git("rev-parse", "--short=12", "HEAD").decode().strip()

    def archive(self, folder: Path) -> Path:
        """The current commit as ``git archive`` writes it, unpacked."""
        with tarfile.open(fileobj=io.BytesIO(self.git("archive", "HEAD"))) as archive:
            archive.extractall(folder, filter="data")
        return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    # A git hook that runs the tests sets GIT_DIR and others, which would lead away from the test's repository.
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "repository"
    folder.mkdir()
    return Repository(folder)


def test_before_the_first_tag_the_commits_are_counted(repository: Repository) -> None:
    commit = repository.commit()
    assert code_version(repository.folder) == f"0.1.0.dev2+g{commit}"


@pytest.mark.parametrize("options", [["--annotate", "--message=Salon 0.1.0"], []], ids=["annotated", "lightweight"])
def test_a_tagged_commit_has_the_version_of_its_tag(repository: Repository, options: list[str]) -> None:
    repository.git("tag", *options, "v0.1.0")
    assert code_version(repository.folder) == "0.1.0"


def test_after_a_tag_the_distance_and_the_commit_are_named(repository: Repository) -> None:
    repository.git("tag", "v0.2.0rc1")
    repository.commit()
    commit = repository.commit()
    version = code_version(repository.folder)
    assert version == f"0.2.0rc1.post2+g{commit}"
    assert repository.git("rev-parse", version.partition("+g")[2]) == repository.git("rev-parse", "HEAD")


def test_only_tags_of_versions_count(repository: Repository) -> None:
    repository.git("tag", "vendored")
    repository.git("tag", "nightly-3")
    assert code_version(repository.folder).startswith("0.1.0.dev1+g")


@pytest.mark.parametrize("tag", [None, "v0.1.0"])
def test_uncommitted_changes_are_told(repository: Repository, tag: str | None) -> None:
    if tag:
        repository.git("tag", tag)
    (repository.folder / "untracked").touch()
    assert "dirty" not in code_version(repository.folder)
    (repository.folder / ".version").write_text("changed", encoding="ascii")
    assert code_version(repository.folder).endswith(".dirty")


def test_versions_follow_one_another(repository: Repository) -> None:
    versions = [code_version(repository.folder)]
    for tag in ("v0.1.0", None, "v0.2.0"):
        repository.commit()
        if tag:
            repository.git("tag", tag)
        versions.append(code_version(repository.folder))
    assert versions == sorted(versions, key=Version)


def test_a_worktree_has_the_version_of_its_commit(repository: Repository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "--quiet", str(tmp_path / "worktree"))
    assert code_version(tmp_path / "worktree") == code_version(repository.folder)


@pytest.mark.parametrize("tag", [None, "v0.1.0"])
def test_an_archive_names_its_commit(repository: Repository, tmp_path: Path, tag: str | None) -> None:
    if tag:
        repository.git("tag", tag)
    commit = repository.commit()
    expected = "0.1.0.post1" if tag else "0.1.0.dev0"  # an archive does not say how many commits there are
    assert code_version(repository.archive(tmp_path / "unpacked")) == f"{expected}+g{commit}"


def test_an_archive_of_a_tag_has_the_version_of_the_tag(repository: Repository, tmp_path: Path) -> None:
    repository.git("tag", "v1.0.0")
    assert code_version(repository.archive(tmp_path / "unpacked")) == "1.0.0"


def test_a_copy_inside_of_another_repository_does_not_take_its_version(repository: Repository) -> None:
    copy = repository.folder / "copy"
    copy.mkdir()
    shutil.copy(CHECKOUT / ".version", copy / ".version")
    assert code_version(copy) == UNKNOWN


def test_without_git_and_archive_the_version_is_unknown(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert code_version(tmp_path) == UNKNOWN
    monkeypatch.setenv("PATH", str(tmp_path))
    assert code_version(repository.folder) == UNKNOWN


def test_the_site_knows_the_version_of_its_checkout() -> None:
    Version(settings.SALON_CODE_VERSION)
    assert "CODE_VERSION" in os.environ or code_version() == settings.SALON_CODE_VERSION
