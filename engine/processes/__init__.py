"""What lives in a run: SimPy processes that wait, ask a rule and write to the state. They hold no formula."""
