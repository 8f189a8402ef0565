"""What changes in a run, in tables behind one door.

`State` (door.py) is the door: every write goes through one of its verbs or through a verb of one of its tables, which keep
the values in range and write the event. Processes read the arrays freely and assign to none of them. What happened is
published on the state's `Bus` (bus.py), so that no table has to know what follows from it.
"""

from engine.state.door import State

__all__ = ["State"]
