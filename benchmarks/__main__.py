"""`python -m benchmarks`."""

from benchmarks.cli import cli

if __name__ == "__main__":
    cli(prog_name="python -m benchmarks")
