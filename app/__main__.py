"""`python -m app`: the command `calmony`, where only the code is there."""

from app.cli import cli

if __name__ == "__main__":
    cli(prog_name="calmony")
