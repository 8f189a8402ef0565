"""Weather as a chain of days: each day's sky depends on the day before, by region.

A Markov chain of first order over `march.SKIES` (dry, rain, downpour). Theory and limits: `docs/methods/weather.md`.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints


def stationary(transition: Floats) -> Floats:
    """Share of days (0-1, sum 1) that a chain spends under each sky in the long run, shape (skies,).

    `transition` (skies, skies): row by today's sky, the probabilities of tomorrow's. Of several such shares (a chain that falls
    apart) the most even one. Source: linear algebra, pi P = pi."""
    skies = len(transition)
    equations = np.vstack([transition.T - np.eye(skies), np.ones(skies)])
    shares = np.linalg.lstsq(equations, np.append(np.zeros(skies), 1.0), rcond=None)[0]
    kept = np.maximum(shares, 0.0)
    return np.asarray(kept / kept.sum())


def drawn_skies(u: Floats, transition: Floats) -> Ints:
    """Code of the sky on each day, shape of `u` (days,), from one uniform (0-1) a day; the first day from the long run.

    Source: a Markov chain of first order; its rows are the scenario's."""
    skies = np.zeros(len(u), int)
    chances = stationary(transition)
    for day, uniform in enumerate(u):
        skies[day] = min(int(np.searchsorted(np.cumsum(chances), uniform)), len(transition) - 1)
        chances = transition[skies[day]]
    return skies
