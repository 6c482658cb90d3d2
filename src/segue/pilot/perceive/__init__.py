"""What the sensors saw, made into objects with a history, and where the car itself is."""
