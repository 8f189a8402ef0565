"""`python -m engine.cli`: the same as the command `august-storm`."""

from engine.cli import main

main(prog_name="august-storm")
