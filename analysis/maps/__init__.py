"""The map of a result: its sheet, the ground, the labels and everything that is laid upon it."""
