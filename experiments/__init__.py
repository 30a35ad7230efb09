"""Programs: ``python -m experiments.compare a=silo b=pole territory=creuse replicates=20``."""

import signal
import sys
from pathlib import PurePath

# A program imports for a second before it can say that Ctrl-C stopped it: until then, Ctrl-C ends
# it without a word (`experiments.cli.exits`). While Python looks for a module to run, its name is
# not yet known.
if (sys.argv[0] == "-m" or PurePath(sys.argv[0]).stem == "parcours") and (
    signal.getsignal(signal.SIGINT) is signal.default_int_handler
):
    signal.signal(signal.SIGINT, signal.SIG_DFL)
