"""What happened in a run, in words: sentences, stories and tables for a terminal.

`phrases` holds the words as data, keyed by the engine's vocabulary. `numbers` and `sentences` put one event together from them,
`explain` the story of one formation (`formation_names` finds it), `day` the card of a map. `army_lines`, `tables` and
`probability_tables` are the tables of `run`, `compare` and `score`. Nothing is computed here that another output would need
too: that is left to `analysis.scores`.
"""
