"""`python -m engine.cli`: the same as the command `august-storm`."""

from engine.cli import main

if __name__ == "__main__":
    main(prog_name="august-storm")
