"""What Segue knows of a vehicle: its signals, its physics, and what may be asked of it.

* `vehicle.signals`: the VSS 6 store, with time, source and freshness on every value.
* `vehicle.plant`: a car by physics; forward for driving, backward for planning.
* `vehicle.validation`: the plant against figures that others measured and published.
* `vehicle.actuate`: the only way to an actuator, and the list of those that exist.
"""
