"""The independent check between any driving request and an actuator."""
