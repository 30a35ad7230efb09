"""From names and words to a scenario: what is accepted, and what a user reads otherwise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import yaml  # type: ignore[import-untyped]

from sim import compose
from sim.compose import by_hydra, load_scenario
from sim.errors import InputError
from sim.scenario.care import Places
from sim.scenario.context import Clock, TerritorySpec
from sim.scenario.organisation import INGREDIENTS, Change, Organisation, Pole
from sim.scenario.scenario import Scenario

from .conftest import OWN_FILES

CONFIGS = compose.shipped()
GROUPS = compose.groups()
FILES = [
    (group, path.stem)
    for group in ("scenario", *compose.CHOICES)
    for path in sorted((CONFIGS / group).glob("*.yaml"))
]


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


def test_mistakes_of_a_card(folder: Path) -> None:
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
