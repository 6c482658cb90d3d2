"""docs/pilot/driving.md: what it shows in Python can be typed as it is."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "pilot" / "driving.md").read_text()


def test_python_runs_when_it_is_copied_from_the_page() -> None:
    """The page's own lines drive a scenario that passes."""
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    exec(code, {"__name__": "example"})  # noqa: S102  (the page's own code)
