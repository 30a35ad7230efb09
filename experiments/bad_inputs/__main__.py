"""``python -m experiments.bad_inputs``."""

import sys

from experiments.bad_inputs.program import main

if __name__ == "__main__":
    sys.exit(main(None))
