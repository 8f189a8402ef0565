"""How far runs lie from history and from each other: dates, chances, states, losses, sensitivity. Numbers only."""
