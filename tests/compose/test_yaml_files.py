"""Files of a user: what is wrong with one is a sentence with its name and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import compose
from sim.compose import card, load_scenario
from sim.compose.yaml_files import LARGEST, source_of, tree_of
from sim.errors import InputError

HEAD = "# @package _global_\n"
BOMB = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]\n" for k in range(1, 30)
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of the user's own files, already in use."""
    for group in ("scenario", "organisation"):
        (tmp_path / group).mkdir()
    monkeypatch.setenv(compose.ENVIRONMENT, str(tmp_path))
    return tmp_path


def sentence(name: str, *words: str) -> str:
    with pytest.raises(InputError) as caught:
        load_scenario(name, words)
    (found,) = caught.value.sentences("en")
    return found


@pytest.mark.parametrize("text", ["places: {lists: 2}\n", "\n# of ours\nplaces:\n  lists: 2\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_byte_order_mark_changes_nothing(folder: Path, text: str, mark: str) -> None:
    (folder / "scenario" / "mine.yaml").write_text(mark + HEAD + text, encoding="utf-8")
    (folder / "organisation" / "mine.yaml").write_text(mark + "entry: true\n", encoding="utf-8")
    made = load_scenario("mine", ["organisation=mine"])
    assert (made.places.lists, made.organisation.entry) == (2, True)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"places: {lists: 2}\n", "mine.yaml: line 1 must be '# @package _global_'"),
        (f"{HEAD}card: {{title: {{fr: été}}}}\n".encode("latin-1"), "the text is not UTF-8; save"),
        (f"{HEAD}places: {{lists: 2}}\n".encode("utf-16"), "the text is not UTF-8; save"),
        (b"", "mine.yaml: the file is empty; write parameters"),
        (b"\xef\xbb\xbf \n\n", "mine.yaml: the file is empty; write parameters"),
        (f"{HEAD}{BOMB}".encode(), "holds too many values, references (*name) included"),
        (f"{HEAD}a: &a\n  b: [*a, *a]\n".encode(), "holds too many values"),
        (f"{HEAD}a: {'[' * 5000}{']' * 5000}\n".encode(), "mine.yaml: "),
        (f"{HEAD}# {'x' * LARGEST}\n".encode(), "holds too many values"),
        (
            f"{HEAD}territory:\n  name: ${{oc.env:HOME}}\n".encode(),
            "mine.yaml, line 3: '${oc.env:HOME}' would take a value from outside the file",
        ),
        (f"{HEAD}label: x ${{env:HOME}}\n".encode(), "line 2: 'x ${env:HOME}' would take"),
        (f"{HEAD}label: ${{${{x}}.env:HOME}}\n".encode(), "would take a value from outside"),
        (f"{HEAD}defaults:\n  - organisation: ${{oc.env:O}}\n".encode(), "line 3: '${oc.env:O}'"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_a_remedy(
    folder: Path, content: bytes, expected: str
) -> None:
    file = folder / "scenario" / "mine.yaml"
    file.write_bytes(content)
    found = sentence("mine")
    assert str(file) in found and expected in found


def test_a_card_is_read_by_the_same_reader(folder: Path) -> None:
    (folder / "scenario" / "mine.yaml").write_text(HEAD + BOMB)
    with pytest.raises(InputError, match=r"too many|trop"):
        card("mine")


@pytest.mark.parametrize("where", ["organisation", "scenario"])
def test_a_link_that_leads_nowhere_is_named(folder: Path, where: str) -> None:
    file = folder / where / "mine.yaml"
    file.symlink_to(folder / "gone.yaml")
    words = ("organisation=mine",) if where == "organisation" else ()
    found = sentence("silo" if words else "mine", *words)
    assert f"{file}: this link leads to {folder / 'gone.yaml'}, which does not exist" in found


def test_a_link_that_leads_nowhere_does_not_concern_other_scenarios(folder: Path) -> None:
    (folder / "scenario" / "other.yaml").symlink_to(folder / "gone.yaml")
    assert load_scenario("pole").organisation.entry


def test_a_reference_inside_the_file_is_followed(folder: Path) -> None:
    text = HEAD + "clock: {months: 24, reform_month: 6}\nplaces: {lists: 2}\n"
    text += "lists: &lists 3\n"
    file = folder / "scenario" / "mine.yaml"
    file.write_text(text.replace("lists: &lists 3\n", ""))
    assert load_scenario("mine").clock.months == 24
    file.write_text("a: &a [1, 2]\nb: [*a, *a]\nc: ${a}\n")
    assert tree_of(file) == {"a": [1, 2], "b": [[1, 2], [1, 2]], "c": "${a}"}
    assert source_of(file).name == str(file)


@pytest.mark.parametrize(
    "place",
    [
        "scenario/mine.yml",
        "scenario/mine.YAML",
        "scenario/mine.yaml.txt",
        "mine.yaml",
        "scenario/sub/mine.yaml",
    ],
)
def test_a_file_at_a_wrong_place_is_named_with_the_right_one(folder: Path, place: str) -> None:
    file = folder / place
    file.parent.mkdir(exist_ok=True)
    file.write_text(HEAD)
    right = folder / "scenario" / "mine.yaml"
    expected = f"the file {file} is not read at this place or under this name; rename it to {right}"
    assert expected in sentence("mine")


def test_a_file_of_a_group_at_a_wrong_place_is_named(folder: Path) -> None:
    (folder / "organisation" / "mine.yml").write_text("entry: true\n")
    found = sentence("silo", "organisation=mine")
    assert found.startswith("organisation=mine: the file ") and "mine.yml" in found


@pytest.mark.parametrize(("given", "better"), [("", "sub"), ("sub/scenario", "sub")])
def test_a_folder_one_level_off_is_named_with_the_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, better: str
) -> None:
    (tmp_path / "sub" / "scenario").mkdir(parents=True)
    monkeypatch.setenv(compose.ENVIRONMENT, str(tmp_path / given))
    found = sentence("silo")
    assert found.startswith("PARCOURS_CONFIGS: ") and found.endswith(f"give {tmp_path / better}.")
