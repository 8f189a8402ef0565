"""Many runs: designs, sweeps and their storage, ensembles, and real battles fought again by the rules."""
