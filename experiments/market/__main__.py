"""``python -m experiments.market``."""

import sys

from experiments.market.program import main

if __name__ == "__main__":
    sys.exit(main(None))
