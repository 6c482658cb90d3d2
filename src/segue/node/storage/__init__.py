"""Where a node keeps what must not be lost: one folder, one database, one key.

The folder is locked by one process; the database has one writer that says when a write is durable.
"""

from __future__ import annotations

from segue.node.storage._folders import (
    NodeRole,
    cache_folder,
    default_folder,
    has_car,
    used_car_folder,
)
from segue.node.storage._key_file import load_or_make_key, load_or_make_signer
from segue.node.storage._lock import FolderLock
from segue.node.storage._memory import Memory, Remembered
from segue.node.storage._store import (
    Append,
    Delete,
    Namespace,
    Put,
    Rewrite,
    Store,
    Trim,
    WriteOp,
    read_log,
)

__all__ = [
    "Append",
    "Delete",
    "FolderLock",
    "Memory",
    "Namespace",
    "NodeRole",
    "Put",
    "Remembered",
    "Rewrite",
    "Store",
    "Trim",
    "WriteOp",
    "cache_folder",
    "default_folder",
    "has_car",
    "load_or_make_key",
    "load_or_make_signer",
    "read_log",
    "used_car_folder",
]
