"""Pictures with axes: curves, timeline, losses, supply, tornado, odds. A chart knows no map."""
