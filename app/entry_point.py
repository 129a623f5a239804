"""The command `calmony`, in a checkout and as it is installed from a wheel."""

import sys
from pathlib import Path


def main() -> None:
    """Runs the command line; the packages are found beside this one, in this process and in those it starts.

    In a wheel they all lie under the one name `calmony`, so that `app` or `schema` of others in the environment
    are left alone.
    """
    sys.path.insert(0, str(Path(__file__).parents[1]))

    from app.cli import cli

    cli(prog_name="calmony")


if __name__ == "__main__":
    main()
