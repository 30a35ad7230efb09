"""``python -m experiments.patterns``."""

import sys

from experiments.patterns.program import main

if __name__ == "__main__":
    sys.exit(main(None))
