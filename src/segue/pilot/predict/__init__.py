"""What the objects around the car may do next."""
