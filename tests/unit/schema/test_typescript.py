"""The types that the screens are compiled against."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_screens_types_are_up_to_date():
    """`web/src/wire/schema.ts` says what the Python schema says today."""
    tool = runpy.run_path(str(ROOT / "tools" / "export_schema.py"))
    assert tool["TARGET"].read_text(encoding="utf-8") == tool["render"]()
