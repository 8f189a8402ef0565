"""What a person writes: the format, its files, and every mistake in them with file, line and column."""
