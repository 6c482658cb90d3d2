"""How deep JSON text may be nested.

A reader's own limit is the stack it happens to run on: what one place could read, another place,
deeper in the program or after a restart, could not. A fixed limit far below it gives every place
the same answer.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def is_deeper_than(limit: int, text: str) -> bool:
    """Return whether JSON text has over `limit` lists and objects in one another.

    Text that is no JSON gets an answer too, but which one means nothing.
    """
    if text.count("[") + text.count("{") <= limit:
        return False
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth > limit:
                return True
        elif token[0] in "]}":
            depth -= 1
    return False
