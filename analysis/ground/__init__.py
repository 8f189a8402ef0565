"""The side that holds the ground at a minute and the positions of all formations, on a plane in km. Draws nothing."""
