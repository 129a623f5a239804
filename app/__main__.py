"""`python -m app`: the command `calmony`, where only the code is there."""

if __name__ == "__main__":
    # Processes that are forked for it import this file, and do nothing with the command line.
    from app.cli import cli

    cli(prog_name="calmony")
