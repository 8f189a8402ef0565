"""What happened in a run, in words: sentences, stories and tables for a terminal."""
