"""Space: facts that a person's devices share, written offline and merged on meeting."""

from segue.fabric.space._document import Document
from segue.fabric.space._facts import (
    COLLECTIONS,
    FactChange,
    Facts,
    Keep,
    author_of,
    fact_key,
    keep_all,
)
from segue.fabric.space._settings import read_setting, write_setting
from segue.fabric.space._space import (
    MAX_SPACE_BYTES,
    AppendLog,
    LogWrite,
    ReplaceLog,
    Space,
    SpaceMessage,
)

__all__ = [
    "COLLECTIONS",
    "MAX_SPACE_BYTES",
    "AppendLog",
    "Document",
    "FactChange",
    "Facts",
    "Keep",
    "LogWrite",
    "ReplaceLog",
    "Space",
    "SpaceMessage",
    "author_of",
    "fact_key",
    "keep_all",
    "read_setting",
    "write_setting",
]
