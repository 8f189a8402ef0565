"""Real battles fought again, and odds of battles that a user makes up, by the campaign's own rules of combat.

There is no map, no supply and no clock here: an engagement is two forces and the ground, and its outcome comes from
`engine.rules` and random draws. Scores and pictures of the outcomes are made in `analysis`; runs of a scenario in `engine.study`.
"""
