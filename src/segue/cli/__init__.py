"""The `segue` command: thin verbs over `segue.node` and `segue.journey`."""

from segue.cli._main import main

__all__ = ["main"]
