"""Composition roots: sockets, clocks, files and tasks around parts that decide.

`car` and `phone` are the two nodes, `story` plays both, `doctor` looks at this machine. What the
two nodes share lies in rooms below them:

    story
    car | phone | doctor
    lan                                       phones on the network, over TLS
    activities | links | serving | worker     what is live, who is linked, where it listens
    storage | jobs                            what is kept | the worker process itself

They are imported one by one: the worker process and `segue --help` must not pay for a car.
"""
