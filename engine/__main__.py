"""`python -m engine`: the same as the command `august-storm`."""

if __name__ == "__main__":
    from engine.cli import main

    main(prog_name="august-storm")
