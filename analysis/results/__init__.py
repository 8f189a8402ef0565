"""What a run or a sweep left in its folder, read once: tables, records, tidy columns. Knows nothing of pictures or words."""
