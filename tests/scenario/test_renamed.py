"""One table from old names to new ones."""

from __future__ import annotations

from sim.scenario.renamed import new_name, renamed_parameters


def test_a_name_is_followed_through_several_changes() -> None:
    table = {"a": "b", "b": "c", "x": None, "y": "x"}
    assert [new_name(table, name) for name in ("a", "b", "c", "x", "y")] == [
        "c",
        "c",
        "c",
        None,
        None,
    ]


def test_values_and_groups_move_and_the_given_tree_stays() -> None:
    tree = {"old": {"x": 1, "y": {"z": 2}}, "kept": {"w": [3]}}
    table = {"old.x": "new.x", "old.y": "kept.y", "kept.none": "kept.never"}
    assert renamed_parameters(tree, table) == {
        "old": {},
        "new": {"x": 1},
        "kept": {"w": [3], "y": {"z": 2}},
    }
    assert tree == {"old": {"x": 1, "y": {"z": 2}}, "kept": {"w": [3]}}


def test_a_saved_territory_without_growth_had_none() -> None:
    assert renamed_parameters({"territory": {"name": "x"}}) == {
        "territory": {"name": "x", "growth": False}
    }
    now = {"territory": {"growth": True}}
    assert renamed_parameters(now) == now and renamed_parameters({}) == {}


def test_a_whole_group_is_renamed() -> None:
    assert renamed_parameters({"a": {"x": 1}}, {"a": "b"}) == {"b": {"x": 1}}
