"""The theatre: what never changes in a run.

The ground and its links, the order of battle, the orders made concrete, the routes and the structure of the supply lines are
compiled here once a scenario, and every run of it reads them. What changes in a run is the business of `engine.state`."""
