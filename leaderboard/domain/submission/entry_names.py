"""Names inside a zip: their meaning, which ones point outside it, and which are files that operating systems add.

No entry is ever written to a file system under its name; the names only say which picture is which.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_DRIVE = re.compile("[A-Za-z]:")
_SYSTEM_FOLDERS = frozenset(
    {
        *(
            "__macosx",
            ".spotlight-v100",
            ".fseventsd",
            ".trashes",
            ".temporaryitems",
            ".documentrevisions-v100",
        ),  # macOS
        *("$recycle.bin", "system volume information"),  # Windows
        *("@eadir", "#recycle"),  # Synology
        *(".git", ".svn", ".ipynb_checkpoints", "__pycache__"),
    }
)
_SYSTEM_FILES = frozenset(
    {".ds_store", "icon\r", ".localized", "thumbs.db", "ehthumbs.db", "desktop.ini", ".gitignore", ".gitattributes"}
)
_APPLE_DOUBLE = "._"  # macOS's metadata of a file, in a separate file


def legacy_name(raw: bytes) -> str:
    """A name that is not marked as UTF-8: many programs write UTF-8 anyway, others some other encoding.

    Which one is unknown; the relevant parts of a name are ASCII, which is the same in all of them.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def with_slashes(name: str) -> str:
    """The name with ``/`` between its parts; some programs for Windows write backslashes."""
    return name.replace("\\", "/")


def is_folder(name: str) -> bool:
    """Whether the entry is a folder, not a file."""
    return name.endswith("/")


def is_system_file(name: str) -> bool:
    """Whether an operating system or a tool adds such files. ``name`` has slashes."""
    parts = [part.lower() for part in name.split("/") if part]
    if not parts:
        return False
    return (
        parts[-1] in _SYSTEM_FILES
        or parts[-1].startswith(_APPLE_DOUBLE)
        or any(part in _SYSTEM_FOLDERS for part in parts)
    )


def name_fault(name: str) -> str:
    """Why a name is not accepted, "" for a good one. ``name`` has slashes."""
    control = next((character for character in name if ord(character) < 32 or ord(character) == 127), None)
    if not name:
        return "the entry has no name"
    if control is not None:
        return f"the name contains the control character U+{ord(control):04X}"
    if name.startswith("/"):
        return "the name begins with a slash, as absolute paths do"
    if _DRIVE.match(name):
        return f"the name begins with the drive {name[:2]}"
    if ".." in PurePosixPath(name).parts:
        return "the name contains the folder “..”, which points outside the zip"
    return ""
