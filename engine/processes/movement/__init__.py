"""Movement: columns on roads, rivers, fuel on the march."""
