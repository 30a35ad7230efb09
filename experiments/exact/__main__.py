"""``python -m experiments.exact``."""

import sys

from experiments.exact.program import main

if __name__ == "__main__":
    sys.exit(main(None))
