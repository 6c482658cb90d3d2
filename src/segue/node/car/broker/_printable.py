"""Text of others, as logs, the audit and a person's terminal may show it."""

from __future__ import annotations


def printable(text: str, most: int) -> str:
    """Return the text on one line, without what is not printed, and no longer than that."""
    return "".join(filter(str.isprintable, " ".join(text.split())))[:most].strip()
