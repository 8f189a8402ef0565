"""The arithmetic of the model: pure functions of arrays and typed rates, each with its unit, range and source."""
