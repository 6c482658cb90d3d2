"""The `segue` command."""


def main() -> None:
    """Run the command line."""
