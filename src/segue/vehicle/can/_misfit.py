"""What does not fit, told all at once: a person mends a mapping in one go, not error by error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from segue.kernel import LocalUseError


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """One thing that does not fit.

    Args:
        file: In which file.
        key: Where in it: `messages.SPEED.signals.KMH.path`, or a message of a DBC.
        what: What is wrong, one sentence.
        do: What to do about it, one sentence.
    """

    file: Path
    key: str
    what: str
    do: str

    def __str__(self) -> str:
        where = f"{self.file.name}: {self.key}: " if self.key else f"{self.file.name}: "
        return f"{where}{self.what} {self.do}"


class MappingMisfits(LocalUseError):
    """A DBC and a mapping that cannot be used together; has every misfit.

    Args:
        misfits: At least one.
    """

    def __init__(self, misfits: Sequence[Misfit]) -> None:
        self.misfits = tuple(misfits)
        count = "1 thing does" if len(misfits) == 1 else f"{len(misfits)} things do"
        lines = "".join(f"\n  {misfit}" for misfit in misfits)
        super().__init__(f"{count} not fit.{lines}", do="Mend them, then try again.")
