"""Driver assistance for simulation and replay; not for public roads (see SAFETY.md).

    perceive ─▶ predict ─▶ plan ─▶ control ─▶ guard
                                   supervise ──┘

Each stage sees the messages of `schema.drive` and the lanes, never another stage; `pipeline`
composes them. `scene` holds what a planner of your own is given.
"""
