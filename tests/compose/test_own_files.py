"""Scenarios and organisations in a folder of the user's own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sim import compose
from sim.compose import files, load_scenario
from sim.errors import InputError

from .conftest import sentences

CONFIGS = compose.shipped()


def test_renaming_organisations_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: load_scenario(name) for name in compose.groups()["scenario"]}
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
    assert "an organisation; add the word organisation=my pole" in sentences("my pole")[0]


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
    assert sentences("silo")[0].startswith("PARCOURS_CONFIGS: '/nowhere/at/all' is not a folder")
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
    messages = sentences("silo", ["organisation=mine", "places.lists=9"])
    assert messages[0].startswith("places.lists=9")
    message = messages[1]
    for piece in pieces:
        assert piece in message
    if "put together" not in message:
        assert str(file) in message


def test_bytes_that_are_no_text(folder: Path) -> None:
    (folder / "organisation" / "mine.yaml").write_bytes(b"entry: \xff\xfe\n")
    (message,) = sentences("silo", ["organisation=mine"])
    assert message.endswith(
        "organisation/mine.yaml: the text is not UTF-8; save the file as UTF-8."
    )


def test_mistakes_at_the_top_of_own_scenario(folder: Path) -> None:
    file = folder / "scenario" / "mine.yaml"
    file.write_text("# @package _global_\norganisaton: {entry: true}\nplaces: {lists: 9}\n")
    first, second = sorted(sentences("mine"))
    assert str(file) in first and str(file) in second
    assert "a scenario has no 'organisaton'" in first + second
    assert "did you mean 'organisation'?" in first + second
    assert "places.lists must be a whole number from 1 to 4 (lists), not '9'" in first + second


def test_a_word_repairs_a_wrong_value_in_a_file(folder: Path) -> None:
    (folder / "scenario" / "mine.yaml").write_text("# @package _global_\nplaces: {lists: 9}\n")
    assert load_scenario("mine", ["places.lists=2"]).places.lists == 2


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
