"""Composition roots: sockets, clocks, files and tasks around parts that decide.

`car` and `phone` are the two nodes, `story` plays both, `doctor` looks at this machine, `folders`
knows where data lies. They are imported one by one: the worker process and `segue --help` must not
pay for a car.
"""
