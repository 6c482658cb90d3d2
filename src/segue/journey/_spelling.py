"""How names are compared: folded, and with one typing error forgiven."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h",
        "ı": "i", "ə": "e", "-": " ", "–": " ", "_": " ", ",": " ", "/": " ", ".": " ",  # noqa: RUF001
        "'": None, "’": None, "‘": None, "ʻ": None, "ʼ": None, "`": None, "·": None,  # noqa: RUF001
    }
)  # fmt: skip
"""Letters that Unicode does not decompose, and marks that people leave out."""

FORGIVING_FROM = 4
"""Shortest query in which an error is forgiven: below that, everything is like everything."""


def fold(text: str) -> str:
    """Return a name as it is compared: no case, no diacritics, single spaces."""
    plain = text.casefold().translate(_LETTERS)
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        plain = unicodedata.normalize("NFC", bare)
    return " ".join(plain.split())


def within_one_edit(first: str, second: str) -> bool:
    """Return whether at most one letter is missing, added, wrong, or swapped with the next.

    This is a Damerau-Levenshtein distance of at most 1.
    """
    if abs(len(first) - len(second)) > 1:
        return False
    for at, (left, right) in enumerate(zip(first, second, strict=False)):
        if left != right:
            rest, other = first[at:], second[at:]
            return (
                rest[1:] == other[1:]
                or rest == other[1:]
                or rest[1:] == other
                or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
            )
    return True


def begins_within_one_edit(query: str, name: str) -> bool:
    """Return whether the name begins with something that is at most one edit from the query."""
    for at, (left, right) in enumerate(zip(query, name, strict=False)):
        if left != right:
            return (
                name.startswith(query[at + 1 :], at + 1)
                or name.startswith(query[at:], at + 1)
                or name.startswith(query[at + 1 :], at)
                or (
                    query[at : at + 2] == name[at : at + 2][::-1]
                    and name.startswith(query[at + 2 :], at + 2)
                )
            )
    return len(query) <= len(name) + 1


def intact_parts(query: str) -> tuple[str, str]:
    """Return a prefix and a suffix of which any single edit leaves at least one as it is.

    One letter lies between them, so that a swap of two neighbours cannot touch both.
    """
    middle = len(query) // 2
    return query[:middle], query[middle + 1 :]
