"""Segue: one operating layer shared by a person's phone and car."""

__all__ = ["__version__"]

__version__ = "0.1.0"
