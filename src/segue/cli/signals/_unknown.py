"""What to do about a signal that a server does not have."""

from __future__ import annotations

from difflib import get_close_matches

_ALIKE = 0.85
"""All names begin alike, so it takes much to be a slip of the finger."""


def what_instead(pattern: str) -> str:
    """Return what may have been meant, by VSS's names, or how to see what there is."""
    from segue.vehicle.signals import vss_catalogue  # noqa: PLC0415  only mistakes pay for it

    names: dict[str, str] = {}
    for info in vss_catalogue():
        levels = info.path.split(".")
        paths = (".".join(levels[:count]) for count in range(1, len(levels) + 1))
        names |= {path.lower(): path for path in paths}
    near = get_close_matches(pattern.lower(), names, n=1, cutoff=_ALIKE)
    if near and "*" not in pattern:
        return f"Did you mean {names[near[0]]}?"
    return "`segue signals list` shows what there is; quote the stars of a glob."
