"""Add up pytest's JUnit reports and print one line: how many passed, failed and were skipped."""

from __future__ import annotations

import sys
from xml.etree import ElementTree as ET


def main(paths: list[str]) -> None:
    """Print the sum over these reports, which this repository's own pytest wrote."""
    total = failed = skipped = 0
    for path in paths:
        for suite in ET.parse(path).getroot().iter("testsuite"):  # noqa: S314  our own file
            total += int(suite.get("tests", "0"))
            failed += int(suite.get("failures", "0")) + int(suite.get("errors", "0"))
            skipped += int(suite.get("skipped", "0"))
    print(f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped")


if __name__ == "__main__":
    main(sys.argv[1:])
