"""The drive process: the world, our car in it, and the pilot that drives it.

    motorway (along the route) ─▶ Simulation ─▶ inputs ─▶ Executive ─▶ command ─┐
                                     ▲                      │ ▲ plans           │
                                     │                    planner's process     │
                                     └── the person, while the pilot does not ──┘

This room needs numpy and the extra `pilot`; the node starts it as
`python -m segue.node.assist.drive`.
"""
