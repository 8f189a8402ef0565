"""Numerical constants: the numbers of the engine that are no parameters, each with the reason why it is not in the catalogue.

A number that might as well be another one is a parameter with a range (`engine/scenario/parameters`). This page holds
definitions, choices of resolution, limits that keep arithmetic finite, and the sizes from which on an event is written: moving
one of them changes results or outputs and says nothing about the war."""

from __future__ import annotations

import math

from engine.units import MIN_PER_H

# Definitions: the unit in which a parameter is given.
DIVISION_MEN = 10_000.0
"""Men of the division that the catalogue speaks of: its column passes in `march.division_passage_h`, takes
`march.trains_per_division` and attacks on `advance.attack_front_km`."""
REFERENCE_MEN = 15_000.0
"""Men of a side at which the size factors of losses and of speed are 1; the unit in which both were estimated."""
RECOVERY_READINESS = 0.5
"""Readiness at which `readiness.recovery_rest_day` was estimated; recovery is in proportion to what is missing to 1."""
EARTH_RADIUS_KM = 6371.0
"""Mean radius; the difference to an ellipsoid, 0.3 %, is below what a road's length is known to."""
KM_PER_DEGREE = EARTH_RADIUS_KM * math.pi / 180
"""Of latitude."""
NARROW_GAUGE_MM = 1000.0
"""Lines below this gauge carry what a light railway does (`rail.narrow_gauge_t_day`)."""

# Limits of validity, and of arithmetic.
SIZE_FROM_MEN, SIZE_TO_MEN = 1_500.0, 250_000.0
"""Attacking groups within which size has been seen to matter; the factor is held at the ends."""
MOST_FIRST_DAY_LOSS = 0.5
"""An opposed landing loses at most this share on its first day: the long tail of the lognormal is no evidence of more."""
MOST_BURNED_SHARE = 0.9
"""At most this share of a load is burned on the way, so that what arrives stays above 0; nobody would drive further."""
SHUT_DAYS = 1e3
"""Days of driving that a way counts as while it is shut to lorries: longer than any open one, so that they go round where
they can, and no end to the line of communication, which works again when the sky clears."""
NEGLIGIBLE = 1e-9
"""Powers, tonnes and men below this count as none, so that ratios stay finite."""

# Thresholds of a yes or no.
DARK_SHARE = 0.5
"""An hour counts as night for aircraft that land troops when more than this share of it is dark."""
RESTED_SHARE = 0.5
"""Of the break fraction of its side: an attacker that has lost less relieves the others."""
OUTFLANKED_SHARE = 0.5
"""A flank is turned where the own side holds fewer than this share of the places around, and at least one: the enemy more."""
CLOSE_UP_MARGIN = 2.0
"""Those left behind without fuel follow when the formation holds so many times the fuel at which it halts its main body, so
that it does not halt again at once."""
LEAST_ROOM = 0.5
"""A formation that finds this share of the room it needs on the front attacks; with less it queues."""

# Choices of resolution: how often something is looked at, not how it is in nature.
LOOK_MIN = 6 * MIN_PER_H
"""Between two looks of the processes that no event wakes: upkeep, lifts, desertion, envoys, governments."""
SAMPLE_MIN = 12 * MIN_PER_H
"""Between two samples of all formations: twice a day draws a curve, and keeps a result small."""
SIEGE_IMPULSES = 3
"""Sieges last for days: they are resolved in every third impulse, half a day at the default."""

# Sizes from which on an event says what happened.
REPORTED_SHARE = 0.1
"""Of a formation's tanks or men at the start that have to break down or desert for the next event."""
REPORTED_SLOWDOWN = 0.05
"""Of the pace of a column that aircraft have to take."""
REPORTED_TANKS = 3.0
"""Tanks that close assault has to put out at a place for the next event."""
