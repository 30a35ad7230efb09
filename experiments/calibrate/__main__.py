"""Start the program: ``python -m experiments.calibrate``."""

import sys

from experiments.calibrate.program import main

if __name__ == "__main__":
    sys.exit(main(None))
