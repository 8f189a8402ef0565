"""Who holds the ground at a minute and where everybody stands, on a plane in km. Draws nothing."""
