"""``python -m experiments.faults``."""

import sys

from experiments.faults.program import main

if __name__ == "__main__":
    sys.exit(main(None))
