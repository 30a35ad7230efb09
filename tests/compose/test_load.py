"""From names and words to a scenario: what is accepted, and what a user is told otherwise."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import yaml  # type: ignore[import-untyped]

from sim import compose
from sim.compose import by_hydra, files, load_scenario
from sim.errors import InputError
from sim.scenario.care import Places
from sim.scenario.context import Clock, TerritorySpec
from sim.scenario.organisation import INGREDIENTS, Change, Organisation, Pole
from sim.scenario.scenario import Scenario

CONFIGS = compose.shipped()
GROUPS = compose.groups()
FILES = [
    (group, path.stem)
    for group in ("scenario", *compose.CHOICES)
    for path in sorted((CONFIGS / group).glob("*.yaml"))
]
OWN_FILES = ["territory.persons=p.csv", "territory.establishments=e.csv"]


def told(name: object, overrides: object = ()) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        load_scenario(name, overrides)  # type: ignore[arg-type]
    for message in caught.value.sentences():
        assert message == message.strip() and "\n" not in message
        assert message.endswith((".", "?"))
        assert "hydra._internal" not in message and "Traceback" not in message
    return caught.value.sentences()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of the user's own files, already in use."""
    own = tmp_path / "my files, élu='1'"
    for group in ("scenario", *compose.CHOICES):
        (own / group).mkdir(parents=True)
    monkeypatch.setenv(compose.ENVIRONMENT, str(own))
    return own


# What is shipped.


@pytest.mark.parametrize(("group", "name"), FILES)
def test_every_file_loads(group: str, name: str) -> None:
    if group == "scenario":
        scenario = load_scenario(name)
    else:
        words = OWN_FILES if (group, name) == ("territory", "files") else []
        scenario = load_scenario("silo", [f"{group}={name}", *words])
    assert isinstance(scenario, Scenario)


def leaves(prefix: str, tree: dict[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(f"{prefix}.{key}", value)
        else:
            yield f"{prefix}.{key}", value


@pytest.mark.parametrize(("group", "name"), [f for f in FILES if f[0] != "scenario"])
def test_files_hold_only_what_differs_from_the_defaults(group: str, name: str) -> None:
    tree = yaml.safe_load((CONFIGS / group / f"{name}.yaml").read_text(encoding="utf-8"))
    known = compose.parameters()
    for path, value in leaves(group, tree or {}):
        if path != "territory.name":
            assert known[path].default != value


@pytest.mark.parametrize(
    ("name", "ingredients"),
    [
        ("silo", ()),
        ("provider", ("response", "partnership")),
        ("dispositif", ("response", "continuity", "coordination")),
        ("pole", INGREDIENTS),
    ],
)
def test_organisations(name: str, ingredients: tuple[str, ...]) -> None:
    scenario = load_scenario(name)
    assert {i for i in INGREDIENTS if getattr(scenario.organisation, i)} == set(ingredients)
    assert scenario.organisation == load_scenario("silo", [f"organisation={name}"]).organisation
    assert scenario.label == name


def test_silo_is_the_typed_defaults() -> None:
    assert load_scenario("silo").digest() == Scenario().digest()


def test_composed_equals_built_by_hand() -> None:
    words = [
        "territory=lozere",
        "months=24",
        "clock.burn_in=0",
        "change=immediate",
        "places.lists=2",
        "organisation.pole.perimeter=departement",
        "organisation.voice=false",
    ]
    by_hand = Scenario(
        label="mine",
        clock=Clock(months=24, burn_in=0),
        territory=TerritorySpec(name="lozere"),
        organisation=Organisation(
            **{name: name != "voice" for name in INGREDIENTS},
            pole=Pole(perimeter="departement"),
        ),
        change=Change(tau=0),
        places=Places(lists=2),
    )
    composed = load_scenario("pole", words)
    assert composed.digest() == by_hand.digest()
    assert composed.model_copy(update={"label": "mine"}) == by_hand


def test_words_are_order_free_and_win_over_the_scenario() -> None:
    words = ["organisation=dispositif", "organisation.voice=true", "months=30"]
    one, other = load_scenario("pole", words), load_scenario("pole", words[::-1])
    assert one == other
    assert one.organisation.voice and one.organisation.response and not one.organisation.entry


@pytest.mark.parametrize("prefix", ["", "+", "++"])
def test_hydra_prefixes_are_understood(prefix: str) -> None:
    assert load_scenario("silo", [f"{prefix}clock.months=7", "reform_month=1"]).clock.months == 7


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("territory=lozere", "lozere"),
        ("territory=Lozère", "lozere"),
        ("territory=48", "lozere"),
        ("territory=1", "ain"),
        ("territory='creuse'", "creuse"),
        ("territory=Creuse", "creuse"),
        ("territory=training", "training"),
        ("territory.name=Lozère", "lozere"),
        ("territory=2A", "corse-du-sud"),
        ("territory=loiret", "loiret"),
        ("territory=lozere+Creuse+09", "ariege+creuse+lozere"),
        ("territory=france", "france"),
    ],
)
def test_any_departement_works_without_a_file(word: str, expected: str) -> None:
    for name in ("silo", "pole"):
        territory = load_scenario(name, [word]).territory
        assert (territory.kind, territory.name) == ("named", expected)


def test_values_of_every_type() -> None:
    scenario = load_scenario(
        "silo",
        [
            "label=Pôle, demain (essai)",
            "access.ask_rate=[0, .1, 0.2, 1]",
            "needs.matrix=[[0.9,0.1],[0,1]]",
            "organisation.pole.perimeter=list",
            "organisation.pole.zones=[3,1]",
            "record_people=1_000",
            "needs.kappa=1e-1",
            "demography.deaths=False",
            "months = 36",
        ],
    )
    assert scenario.label == "Pôle, demain (essai)"
    assert scenario.access.ask_rate == (0.0, 0.1, 0.2, 1.0)
    assert scenario.needs.matrix == ((0.9, 0.1), (0.0, 1.0))
    assert scenario.organisation.pole.zones == (3, 1)
    assert scenario.clock.record_people == 1000
    assert scenario.needs.kappa == 0.1
    assert scenario.demography.deaths is False
    assert scenario.clock.months == 36


def test_own_files_take_any_path() -> None:
    words = ["territory=files", "persons=/data/été 2024=a,b.csv", "establishments='e (1).csv'"]
    territory = load_scenario("silo", words).territory
    assert territory.kind == "files"
    assert territory.persons == "/data/été 2024=a,b.csv"
    assert territory.establishments == "e (1).csv"


def test_resolved_is_plain_and_rebuilds_the_scenario() -> None:
    tree = compose.resolved("pole", ["months=24"])
    again = Scenario.model_validate(yaml.safe_load(compose.yaml_text(tree)))
    assert again == load_scenario("pole", ["months=24"])
    assert "card" not in tree


def test_groups_lists_files_and_departements() -> None:
    assert {"dispositif", "pole", "provider", "silo"} < set(GROUPS["scenario"])
    assert set(GROUPS) == {"scenario", *compose.CHOICES}
    assert {"creuse", "files", "training", "lozere"} <= set(GROUPS["territory"])
    assert len(GROUPS["territory"]) == len(set(GROUPS["territory"])) > 101


# What people read.


@pytest.mark.parametrize("name", GROUPS["scenario"])
def test_card(name: str) -> None:
    card = compose.card(name)
    assert card.name == name
    for text in (card.title, card.story):
        assert text.fr and text.en and text.fr != text.en
    for short in (card.short.fr, card.short.en):
        assert 0 < len(short) <= 24
    assert card.expectation is not None
    assert card.expectation.against in GROUPS["scenario"] and card.expectation.against != name
    assert card.expectation.delta > 0
    assert card.expectation.fails_when.fr and card.expectation.fails_when.en
    load_scenario(name, card.expectation.fails_when.words)
    with pytest.raises(ValueError):
        card.name = "other"


@pytest.mark.parametrize("name", GROUPS["scenario"])
def test_the_words_of_a_scenario_make_it_from_the_default_world(name: str) -> None:
    made = load_scenario("silo", compose.words_of(name))
    assert made.digest() == load_scenario(name).digest()


@pytest.mark.parametrize(
    ("card", "title"),
    [
        ("title: {fr: Un titre, en: A title}\n  short: {fr: court, en: short}", "short"),
        ("title: {fr: Un titre, en: A title}", "A title"),
        ("title: {fr: Un titre}", "own"),
    ],
)
def test_a_world_is_called_by_its_short_title_else_its_title_else_its_name(
    folder: Path, card: str, title: str
) -> None:
    text = f"# @package _global_\ncard:\n  {card}\n"
    (folder / "scenario" / "own.yaml").write_text(text, encoding="utf-8")
    assert compose.world_title("own").en == title
    assert compose.world_title("own + respite").en == f"{title} + respite"
    assert compose.world_title("by hand").en == "by hand"


def test_card_stays_out_of_the_scenario(folder: Path) -> None:
    text = (CONFIGS / "scenario" / "pole.yaml").read_text(encoding="utf-8")
    (folder / "scenario" / "told.yaml").write_text(
        text.replace("Pole as a service platform", "Another title"), encoding="utf-8"
    )
    assert compose.card("told").title.en == "Another title"
    assert load_scenario("told").digest() == load_scenario("pole").digest()


def test_card_of_a_scenario_without_one(folder: Path) -> None:
    (folder / "scenario" / "bare.yaml").write_text("# @package _global_\nneeds: {pace: 2}\n")
    assert compose.card("bare").title.fr == "bare"
    assert load_scenario("bare").needs.pace == 2


def test_card_mistakes_are_told(folder: Path) -> None:
    file = folder / "scenario" / "long.yaml"
    story = "mot " * 61
    file.write_text(f"card: {{title: {{fr: a, en: b}}, story: {{fr: {story}}}, tilte: 3}}\n")
    with pytest.raises(InputError) as caught:
        compose.card("long")
    assert len(caught.value.sentences()) == 2
    assert all(str(file) in message for message in caught.value.sentences())
    assert "at most 60 words" in str(caught.value)
    with pytest.raises(InputError, match="did you mean 'pole'"):
        compose.card("poel")


def test_texts_of_a_scenario_in_a_folder_that_words_name(tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    text = "# @package _global_\ncard:\n  title: {fr: Un titre, en: A title}\n"
    text += "  expectation: {indicator: crises, sign: 1, delta: 0.3, fails_when: {}}\n"
    (tmp_path / "scenario" / "far.yaml").write_text(text, encoding="utf-8")
    words = [f"hydra.searchpath=[{tmp_path}]"]
    assert compose.card("far", words).title.en == compose.world_title("far", words).en == "A title"
    assert compose.smallest_effects("far", words) == {"crises": 0.3}
    assert compose.world_title("far").en == "far" and compose.smallest_effects("far") == {}


@pytest.mark.parametrize("card", ["{title: 3}", "[1]", "{expectation: {sign: 2}}"])
def test_a_scenario_with_a_wrong_card_is_refused(folder: Path, card: str) -> None:
    file = folder / "scenario" / "wrong.yaml"
    file.write_text(f"# @package _global_\ncard: {card}\n")
    with pytest.raises(InputError, match=f"{file.name}.*card"):
        load_scenario("wrong")


@pytest.mark.parametrize(
    ("text", "line"),
    [("hydra: {run: {dir: x}}\n", 2), ("needs: {pace: 2}\nhydra: {job: {name: x}}\n", 3)],
)
def test_the_part_of_hydra_is_refused(folder: Path, text: str, line: int) -> None:
    (folder / "scenario" / "run.yaml").write_text(f"# @package _global_\n{text}")
    with pytest.raises(InputError, match=f"run.yaml, line {line}: hydra is no parameter"):
        load_scenario("run")


# What is refused.

HELP = "a value is missing after"
BAD = [
    # words that are not name=value
    ("months", ("months: ", HELP, "a whole number from 1 to 1200 (months)")),
    ("months=", ("months=: ", HELP, "from 1 to 1200")),
    ("months=   ", (HELP,)),
    ("=3", ("=3: a name is missing before '='", "as in months=24")),
    ("", ("a name is missing",)),
    ("=", ("a name is missing",)),
    ("mnths", (HELP, "did you mean 'months'?")),
    ("organisation=", (HELP, "--help")),
    ("~territory", ("nothing can be taken out", "places.lists=2")),
    ("~", ("nothing can be taken out",)),
    # names
    ("mnths=3", ("unknown name 'mnths'", "groups: organisation, territory", "'months'?")),
    ("tau=3", ("unknown name 'tau'", "did you mean 'change.tau'?")),
    ("pace=3", ("did you mean 'direction.pace' or 'needs.pace'?",)),
    ("pole.perimeter=zone", ("did you mean 'organisation.pole.perimeter'?",)),
    ("clock.typo=3", ("clock has no 'typo'", "months, burn_in, reform_month, record_people")),
    ("+clock.mont=3", ("+clock.mont=3: clock has no 'mont'", "did you mean 'clock.months'?")),
    ("+model.typo=3", ("unknown name 'model.typo'", "parts: clock,")),
    ("++model={a: 1}", ("unknown name 'model'",)),
    ("place.lists=2", ("did you mean 'places.lists'?",)),
    ("places=3", ("places is a group of parameters", "as in places.lists=")),
    ("organisation.pole=3", ("a group of parameters", "organisation.pole.perimeter=")),
    ("scenario=pole", ("named on its own",)),
    ("hydra.run.dir=/tmp/x", ("unknown name 'hydra.run.dir'",)),
    ("card.title=x", ("unknown name 'card.title'",)),
    ("organisation@x=pole", ("unknown name 'organisation@x'", "did you mean 'organisation'?")),
    # choices
    ("organisation=poel", ("unknown organisation 'poel'", "dispositif, pole", "'pole'?")),
    ("change=imediate", ("unknown change", "accompanied, immediate", "'immediate'?")),
    ("territory=creuze", ("unknown territory 'creuze'", "any département", "'creuse'?")),
    ("territory=lozerre", ("unknown territory", "did you mean 'lozere'?")),
    ("territory=lozere+creuze", ("unknown département 'creuze'", "'creuse'?")),
    ("territory=lozere+48", ("lozere is named twice",)),
    ("territory=training+48", ("'training' cannot be put together", "only départements")),
    ("territory=lozere+", ("unknown département ''",)),
    ("territory=999", ("unknown territory '999'", "any département")),
    ("territory.name=lozerre", ("unknown territory 'lozerre'", "did you mean 'lozere'?")),
    ("territory=/etc/passwd", ("a name is expected, not a path", "territory.persons=")),
    ("territory=../x", ("a name is expected, not a path", "territory=files")),
    ("territory=persons.csv", ("a name is expected, not a path",)),
    ("organisation=./pole.yaml", ("not a path", "FOLDER/organisation", "PARCOURS_CONFIGS")),
    ("organisation=silo,pole", ("one name is expected", "sweep")),
    ("organisation=[silo,pole]", ("one name is expected",)),
    ("organisation=null", ("unknown organisation 'null'",)),
    ("organisation=${x}", ("unknown organisation '${x}'",)),
    # bounds
    ("months=0", ("clock.months must be a whole number from 1 to 1200 (months).",)),
    ("clock.months=1201", ("clock.months=1201: must be a whole number from 1 to 1200",)),
    ("months=-5", ("from 1 to 1200",)),
    ("months=99999999999999999999", ("from 1 to 1200",)),
    ("places.lists=" + "9" * 5000, ("from 1 to 4 (lists)",)),
    ("needs.kappa=" + "9" * 400, ("a number from 0 to 5",)),
    ("access.handoff=1.7", ("a number from 0 to 1 (share)",)),
    ("needs.kappa=nan", ("a number from 0 to 5 (1/share)",)),
    ("needs.kappa=inf", ("a number from 0 to 5",)),
    ("needs.kappa=-inf", ("a number from 0 to 5",)),
    ("record_people=1e400", ("a whole number from 0 to 1000000 (persons)",)),
    ("access.able=[0,0.5,2]", ("3 numbers from 0 to 1 (share), such as [0.5,0.8,1.0]",)),
    ("access.able=[0,0.5]", ("3 numbers",)),
    ("access.able=[0,nan,1]", ("3 numbers",)),
    ("funding.budgets.tariff_growth=-2", ("a number from -0.5 to 0.5 (1/year)",)),
    ("funding.budgets.calls_factor=-1", ("a number from 0 to 10 (ratio)",)),
    ("funding.budgets.use_share=1.5", ("a number from 0 to 1 (share)",)),
    ("funding.budgets.diagnosis=0.9", ("a number from 0 to 0.5 (share)",)),
    ("funding.budgets.lag=2.5", ("a whole number from 0 to 120 (months)",)),
    ("funding.budgets.mode=day_price", ("one of places, hours, outcomes, years, vouchers",)),
    ("funding.calls.price_weight=0.7", ("funding.calls.quality_weight must sum to 1, not 1.2",)),
    ("funding.calls.contract_months=0", ("a whole number from 1 to 240 (months)",)),
    ("actors.cost_low=2", ("actors.cost_low must not exceed actors.cost_high",)),
    ("accounts.reserve_months=-1", ("a number from 0 to 60 (months of cost)",)),
    ("accounts.cpom_months=84", ("a whole number from 1 to 72 (months)",)),
    ("accounts.freez=0.1", ("accounts has no 'freez'", "did you mean 'accounts.freeze'?")),
    # types
    ("months=many", ("a whole number",)),
    ("months=true", ("a whole number",)),
    ("months=2.5", ("a whole number",)),
    ("months='24'", ("a whole number",)),
    ("months=null", ("a whole number",)),
    ("months=[3]", ("a whole number",)),
    ("months={a: 1}", ("a whole number",)),
    ("months=1,2", ("a whole number",)),
    ("months=range(3)", ("a whole number",)),
    ("months=(((", ("a whole number",)),
    ("months=" + "[" * 3000, ("a whole number",)),
    ("months=${clock.burn_in}", ("references", "write the value itself")),
    ("needs.kappa=0,7", ("a number from 0 to 5", "did you mean '0.7'?")),
    ("needs.kappa=" + "1" * 20_000, ("at most 10000 characters",)),
    ("access.able=0.5", ("3 numbers",)),
    ("access.able=[no,a,b]", ("3 numbers",)),
    ("access.able=[true,true,true]", ("3 numbers",)),
    ("organisation.entry=1", ("true or false", "did you mean 'true'?")),
    ("organisation.entry=tru", ("true or false", "did you mean 'true'?")),
    ("places.list_mode=infinit", ("one of none, finite, infinite", "'infinite'?")),
    ("organisation.pole.zones=[a]", ("whole numbers in brackets",)),
    # what YAML would read as something else
    ("organisation.entry=no", ("true or false", "did you mean 'false'?")),
    ("organisation.entry=yes", ("true or false", "did you mean 'true'?")),
    ("months=no", ("a whole number",)),
    ("months=12:30", ("a whole number",)),
    ("months=010", ("a whole number", "did you mean '10'?")),
    # files of the user
    ("territory=files", ("the file of persons is missing", "territory.persons=FILE.csv")),
    ("persons=a.csv", ("read with territory=files only",)),
    # what several parameters must satisfy together
    ("reform_month=200", ("clock.reform_month=200 must not exceed clock.months=120.",)),
    ("needs.matrix=[[0.5,0.4],[0,1]]", ("row of needs.matrix", "sum to 1")),
    ("actors.payers=[[1,0,0,0,0]]", ("actors.payers must have 4 rows",)),
    (
        "actors.payers=[[1,0,0,0,0],[1,0,0,0,0],[1,0,0,0,0],[1,1,0,0,0]]",
        ("each row of actors.payers", "sum to 1"),
    ),
    # where files are
    ("hydra.searchpath=/nowhere/at/all", ("is not a folder", "scenario, organisation")),
]


# What several values must satisfy together is told by all their names, not by the word written.
TOGETHER = (
    "reform",
    "hydra",
    "needs.matrix",
    "actors.payers",
    "funding.calls.price_weight=0.7",
    "actors.cost_low=2",
)


@pytest.mark.parametrize(("word", "pieces"), BAD, ids=[word[:40] for word, _ in BAD])
def test_a_mistake_is_one_clear_sentence(word: str, pieces: tuple[str, ...]) -> None:
    message = told("pole", [word])[0]
    for piece in pieces:
        assert piece in message
    if 0 < len(word.strip()) < 50 and not word.startswith(TOGETHER):
        assert message.startswith(word.strip())
    assert len(message) < 700


def test_all_mistakes_are_told_at_once_in_order() -> None:
    words = [word for word, _ in BAD if word.strip() and "territory" not in word]
    words = [word for word in dict.fromkeys(words) if "persons" not in word]
    distinct: dict[str, str] = {}
    for word in words:
        distinct.setdefault(word.split("=")[0].strip(), word)
    # Whether values go together is looked at once each stands alone.
    chosen = [w for k, w in distinct.items() if k != "months" and not w.startswith(TOGETHER)]
    together = told("poel", chosen)
    alone = [told("pole", [word])[0] for word in chosen]
    assert together[0].startswith("scenario 'poel': unknown scenario")
    missing = [a for a in alone if a not in together and "needs.matrix" not in a]
    assert missing == []


def test_joint_and_single_mistakes_are_told_together() -> None:
    messages = told("pole", ["needs.matrix=[[1,1],[0,1]]", "places.lists=9", "organisation=x"])
    assert len(messages) == 3
    messages = told("pole", ["territory=files", "months=0"])
    assert len(messages) == 3


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (["months=3", "months=4"], "months=4: clock.months is already set by months=3"),
        (["months=3", "clock.months=3"], "clock.months=3: clock.months is already set"),
        (["+months=3", "++clock.months=5"], "is already set by +months=3; give it once."),
        (["organisation=pole", "organisation=silo"], "organisation is already set"),
    ],
)
def test_a_word_is_said_once(words: list[str], where: str) -> None:
    assert where in told("silo", words)[0]


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        ("poel", ("unknown scenario", "dispositif", "'pole'?")),
        ("Pole", ("did you mean 'pole'?",)),
        ("zzz", ("unknown scenario", "(allowed: ")),
        ("", ("unknown scenario",)),
        ("a/b", ("a name is expected, not a path", "FOLDER/scenario")),
        ("../scenario/pole", ("not a path",)),
        ("pole.yaml", ("not a path",)),
        ("pole\nx", ("'pole\\nx'",)),
        (None, ("a name is expected",)),
        (3, ("a name is expected",)),
    ],
)
def test_wrong_scenario(name: object, pieces: tuple[str, ...]) -> None:
    (message,) = told(name)
    assert message.startswith("scenario ")
    for piece in pieces:
        assert piece in message


@pytest.mark.parametrize(
    ("overrides", "piece"),
    [
        ("months=24", "a list of words is expected, such as ['months=24']"),
        (None, "a list of words is expected"),
        ([24], "a word name=value is expected"),
        ([None], "a word name=value is expected"),
    ],
)
def test_wrong_kind_of_overrides(overrides: object, piece: str) -> None:
    assert piece in told("silo", overrides)[0]


def test_several_scenarios_tell_each_mistake_once() -> None:
    assert [s.label for s in compose.load_scenarios(["silo", "pole"], ["months=24"])] == [
        "silo",
        "pole",
    ]
    with pytest.raises(InputError) as caught:
        compose.load_scenarios(["silo", "poel"], ["months=0"])
    assert len(caught.value.sentences()) == 2


def test_check_words_needs_no_scenario() -> None:
    assert compose.check_words(["months=24", "territory=ain"]) == []
    assert len(compose.check_words(["months=0", "territory=ayn"])) == 2


# The user's own folder.


def test_renaming_organisations_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: load_scenario(name) for name in GROUPS["scenario"]}
    own = tmp_path / "configs"
    shutil.copytree(CONFIGS, own)
    for path in (own / "organisation").glob("*.yaml"):
        path.rename(path.with_stem(f"{path.stem[::-1]}-9"))
    for path in (own / "scenario").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        text, changed = re.subn(
            r"/organisation: (\w+)", lambda found: f"/organisation: {found[1][::-1]}-9", text
        )
        assert changed == 1
        path.write_text(text, encoding="utf-8")
    text = (own / "config.yaml").read_text(encoding="utf-8")
    (own / "config.yaml").write_text(text.replace("organisation: silo", "organisation: olis-9"))
    monkeypatch.setattr(files, "shipped", lambda: own)
    assert all(name.endswith("-9") for name in compose.groups()["organisation"])
    for name, scenario in before.items():
        assert load_scenario(name) == scenario
        assert load_scenario(name).digest() == scenario.digest()


def test_an_organisation_of_ones_own(folder: Path) -> None:
    shutil.copy(CONFIGS / "organisation" / "pole.yaml", folder / "organisation" / "my pole.yaml")
    mine = load_scenario("silo", ["organisation=my pole"])
    assert mine.digest() == load_scenario("pole").digest()
    assert "my pole" in compose.groups()["organisation"]
    assert "an organisation; add the word organisation=my pole" in told("my pole")[0]


def test_own_files_win_and_are_read_again_when_they_change(folder: Path) -> None:
    file = folder / "context" / "ageing.yaml"
    file.write_text("arrivals_factor: 1.5\n")
    assert load_scenario("silo", ["context=ageing"]).context.arrivals_factor == 1.5
    file.write_text("arrivals_factor: 1.25\n")
    assert load_scenario("silo", ["context=ageing"]).context.arrivals_factor == 1.25
    file.unlink()
    assert load_scenario("silo", ["context=ageing"]).context.arrivals_factor == 1.2


def test_searchpath_as_a_word(tmp_path: Path) -> None:
    (tmp_path / "change").mkdir()
    (tmp_path / "change" / "slow.yaml").write_text("tau: 60\n")
    for value in (str(tmp_path), f"[file://{tmp_path}]", f"['{tmp_path}']"):
        words = [f"hydra.searchpath={value}", "change=slow"]
        assert load_scenario("pole", words).change.tau == 60


def test_folder_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(compose.ENVIRONMENT, "/nowhere/at/all")
    assert told("silo")[0].startswith("PARCOURS_CONFIGS: '/nowhere/at/all' is not a folder")
    with pytest.raises(InputError):
        compose.groups()
    with pytest.raises(InputError):
        compose.card("silo")


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("entry: maybe\n", ("organisation.entry must be true or false, not 'maybe'",)),
        ("referent_share: 3\n", ("a number from 0 to 0.5 (share), not '3'",)),
        ("referent_share: '0.1'\n", ("a number from 0 to 0.5 (share), not '0.1'",)),
        ("referent_share: true\n", ("a number from 0 to 0.5", "not 'True'")),
        ("referent_share: .nan\n", ("a number from 0 to 0.5",)),
        ("referent_shar: 0.1\n", ("organisation has no 'referent_shar'", "'referent_share'?")),
        ("pole: {zone: [1]}\n", ("organisation.pole has no 'zone'", "did you mean 'zones'?")),
        ("pole: 3\n", ("organisation.pole must hold parameters", "not '3'")),
        ("entry: true\nvisit_minutes: 010\n", ("line 2", "010 would be read as another number")),
        ("visit_minutes: 12:30\n", ("line 1", "12:30 would be read as another number")),
        ("entry: true\n  voice: [\n", ("line 2", "not valid YAML")),
        ("entry: true\nentry: false\n", ("'entry' is given twice",)),
        ("defaults: [nothing]\n", ("cannot be put together", "nothing")),
        ("voice_on: ${nothing}\n", ("cannot be put together", "nothing")),
        ("- a\n- b\n", ("organisation must hold parameters, each as name: value",)),
        ("just text\n", ("organisation has no 'just text'",)),
        ("\x00", ("cannot be put together",)),
    ],
)
def test_mistakes_in_own_files_name_the_file(
    folder: Path, text: str, pieces: tuple[str, ...]
) -> None:
    file = folder / "organisation" / "mine.yaml"
    file.write_text(text)
    messages = told("silo", ["organisation=mine", "places.lists=9"])
    assert messages[0].startswith("places.lists=9")
    message = messages[1]
    for piece in pieces:
        assert piece in message
    if "put together" not in message:
        assert str(file) in message


def test_bytes_that_are_no_text(folder: Path) -> None:
    (folder / "organisation" / "mine.yaml").write_bytes(b"entry: \xff\xfe\n")
    (message,) = told("silo", ["organisation=mine"])
    assert message.endswith(
        "organisation/mine.yaml: the text is not UTF-8; save the file as UTF-8."
    )


def test_mistakes_at_the_top_of_own_scenario(folder: Path) -> None:
    file = folder / "scenario" / "mine.yaml"
    file.write_text("# @package _global_\norganisaton: {entry: true}\nplaces: {lists: 9}\n")
    first, second = sorted(told("mine"))
    assert str(file) in first and str(file) in second
    assert "a scenario has no 'organisaton'" in first + second
    assert "did you mean 'organisation'?" in first + second
    assert "places.lists must be a whole number from 1 to 4 (lists), not '9'" in first + second


def test_a_word_repairs_a_wrong_value_in_a_file(folder: Path) -> None:
    (folder / "scenario" / "mine.yaml").write_text("# @package _global_\nplaces: {lists: 9}\n")
    assert load_scenario("mine", ["places.lists=2"]).places.lists == 2


# Hydra stays behind the door.


def test_hydra_is_imported_only_to_compose() -> None:
    code = (
        "import sys, sim.scenario.scenario, sim.compose;"
        "assert not {'hydra', 'omegaconf', 'yaml'} & set(sys.modules);"
        "sim.compose.load_scenario('pole', ['territory=lozere']);"
        "assert 'hydra' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_only_one_file_imports_hydra() -> None:
    root = Path(__file__).parents[2]
    importers = [
        path.name
        for part in ("sim", "experiments")
        for path in (root / part).rglob("*.py")
        if "hydra" in path.read_text(encoding="utf-8").split("import ", 1)[-1]
        and any(
            line.strip().startswith(("import hydra", "from hydra", "import omega", "from omega"))
            for line in path.read_text(encoding="utf-8").splitlines()
        )
    ]
    assert importers == ["by_hydra.py"]


def test_threads_compose_at_once() -> None:
    by_hydra._hydra.cache_clear()
    jobs = [(name, [f"months={months}"]) for name in GROUPS["scenario"] for months in range(20, 30)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda job: load_scenario(*job), jobs))
    for (name, words), scenario in zip(jobs, found, strict=True):
        assert scenario.label == name
        assert words == [f"months={scenario.clock.months}"]


def test_the_users_own_hydra_is_left_alone(tmp_path: Path) -> None:
    from hydra import compose as hydra_compose
    from hydra import initialize_config_dir

    (tmp_path / "mine.yaml").write_text("x: 1\n")
    with initialize_config_dir(str(tmp_path), version_base="1.2"):
        by_hydra._hydra.cache_clear()
        load_scenario("pole")
        assert hydra_compose("mine").x == 1
    load_scenario("silo")


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    by_hydra._hydra.cache_clear()
    load_scenario("pole", ["territory=nord"])
    assert list(tmp_path.iterdir()) == []


def test_dictionaries_and_keywords_are_words() -> None:
    words = ["places.lists=2", "access.ask_rate=[0,0,0,0.5]", "crises.rate=0.03", "months=24"]
    made = load_scenario("pole", words)
    nested = {"places": {"lists": np.int64(2)}, "access.ask_rate": np.array([0, 0, 0, 0.5])}
    assert load_scenario("pole", {**nested, "crises.rate": 0.03}, months=24) == made
    assert load_scenario("pole", {"trust": {"live": True}}).trust.live is True
    with pytest.raises(InputError, match=r"places.lists=9"):
        load_scenario("pole", {"places.lists": 9})
    with pytest.raises(InputError, match="a list of words is expected"):
        load_scenario("pole", 5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "near"), [("months=12,24", ""), ("organisation.referent_share=0,05", "0.05")]
)
def test_a_comma_is_taken_for_a_point_only_where_a_number_may_have_one(
    word: str, near: str
) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario("silo", [word])
    assert ("did you mean" in str(caught.value)) == bool(near) and near in str(caught.value)


def test_the_configuration_of_a_user_has_no_part_for_hydra(folder: Path) -> None:
    (folder / "config.yaml").write_text("defaults: [_self_]\nhydra:\n  searchpath: [x]\n")
    with pytest.raises(InputError, match=r"config.yaml"):
        load_scenario("silo")


@pytest.mark.parametrize("word", ["territory.zones=5", "territory.places=3", "territory.heavy=0.1"])
def test_a_parameter_of_an_abstract_territory_is_refused_for_another(word: str) -> None:
    with pytest.raises(InputError, match=rf"{word}: acts only in an abstract territory"):
        load_scenario("silo", ["territory=training", word])
    assert load_scenario("silo", ["territory.kind=abstract", word])


def test_a_file_that_a_scenario_refers_to_gets_the_nearest_name(folder: Path) -> None:
    text = "# @package _global_\ndefaults:\n  - override /organisation: sillo\n"
    (folder / "scenario" / "near.yaml").write_text(text)
    with pytest.raises(InputError, match=r"near.yaml: .*sillo.* did you mean 'silo'"):
        load_scenario("near")
