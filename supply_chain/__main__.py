"""`python -m supply_chain third-party | sbom | advisories`: what the Makefile runs."""

import sys

from supply_chain.advisories import check_advisories


def main(command: str) -> int:
    """Prints what the command makes; the exit code."""
    if command == "advisories":
        told = list(check_advisories())
        print(*(words for _, words in told), sep="\n")  # noqa: T201
        return max(code for code, _ in told)
    # The two need what only development installs.
    if command == "sbom":
        from supply_chain.sbom import write_bill as write
    else:
        from supply_chain.third_party import write_third_party_page as write
    sys.stdout.write(write())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
