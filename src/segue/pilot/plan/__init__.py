"""Where the car goes for the next 8 s."""
