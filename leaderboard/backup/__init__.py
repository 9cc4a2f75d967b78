"""Backups of a site: its database as of one moment, and every stored file that belongs to it.

docs/backup.md is for operators; docs/decisions/0024-backups-are-one-snapshot-and-objects-by-hash.md gives the reasons.
"""


class BackupFault(RuntimeError):
    """Why a backup or restore cannot be made, in one sentence for operators."""
