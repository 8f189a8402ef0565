"""The page that plays a run, in one file: its data from here, its script and looks beside it."""
