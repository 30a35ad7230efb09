"""``python -m experiments.lose``."""

import sys

from experiments.lose.program import main

if __name__ == "__main__":
    sys.exit(main(None))
