"""From a plan to acceleration and steering, fifty times a second."""
