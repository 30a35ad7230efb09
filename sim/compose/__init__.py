"""From a name and override words to a `Scenario`.

Hydra composes the YAML files of ``configs/`` (one group per part of the model), pydantic validates
the plain dictionary that comes out, and no Hydra object goes any further. Every mistake of the user
is reported at once, in one `InputError`.

The words are Hydra's: ``territory=creuse`` chooses a file of a group, ``places.lists=2`` sets one
parameter, ``months=24`` is short for ``clock.months=24``.

The files are found in the wheel (``sim/configs``) or, in a checkout, at the top level
(``configs``). A folder named in the environment variable ``PARCOURS_CONFIGS``, or by the word
``hydra.searchpath=…``, is searched first: it holds the same groups and may replace or add files.

From what all use to what uses all: `schema` (what may be set), `sentences` (messages on mistakes),
`files` (the folders and their YAML), `names` (of scenarios, files and territories), `by_hydra` (the
only use of Hydra), `words`, `load`; and `cards`, the texts of a scenario.
"""

from sim.compose.cards import (
    Bilingual,
    Card,
    Expectation,
    FailsWhen,
    card,
    smallest_effects,
    words_of,
    world_title,
)
from sim.compose.files import ENVIRONMENT, SEARCHPATH, absolute, groups, shipped, yaml_text
from sim.compose.load import load_scenario, load_scenarios, resolved
from sim.compose.mappings import Overrides, as_words
from sim.compose.schema import CHOICES, SHORTCUTS, Parameter, keys, parameters
from sim.compose.words import SIDES, check_words, for_side, from_anywhere

__all__ = [
    "CHOICES",
    "ENVIRONMENT",
    "SEARCHPATH",
    "SHORTCUTS",
    "SIDES",
    "Bilingual",
    "Card",
    "Expectation",
    "FailsWhen",
    "Overrides",
    "Parameter",
    "absolute",
    "as_words",
    "card",
    "check_words",
    "for_side",
    "from_anywhere",
    "groups",
    "keys",
    "load_scenario",
    "load_scenarios",
    "parameters",
    "resolved",
    "shipped",
    "smallest_effects",
    "words_of",
    "world_title",
    "yaml_text",
]
