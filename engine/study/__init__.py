"""Studies: many runs of one scenario, over design points and replications, on one machine or a cluster.

A study becomes a plan (`plan`), its runs are cut into parts (`part`) that workers make wherever a backend runs them
(`executors`), and every part stands whole on disk before it counts (`store`, `sweep`). What a single run does is the business of
`engine.simulation`; what the tables mean, of `analysis`.
"""
