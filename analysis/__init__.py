"""What runs and sweeps left behind, read, scored, put into words, drawn and exported; it knows result folders, not the engine."""
