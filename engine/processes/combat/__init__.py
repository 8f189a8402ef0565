"""Combat: positions, sieges and the forces before them, resolved in impulses."""
