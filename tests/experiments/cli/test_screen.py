"""Tables, paragraphs and lists as a program prints them, letter by letter."""

from __future__ import annotations

import pytest

from experiments.cli.screen import entry, heading, item, labelled, paragraph, table

NO_BREAK = "\u00a0"


def lines(text: str) -> list[str]:
    return text.splitlines()


def test_words_stand_left_and_numbers_right() -> None:
    rows = [["need", "1.5", "+2.0"], ["cost", "12.5", "−10.0"]]
    assert lines(table(["name", "a", "gap"], rows)) == [
        "name     a    gap",
        "─────────────────",
        "need   1.5   +2.0",
        "cost  12.5  −10.0",
    ]


def test_other_columns_of_text_stand_left_too() -> None:
    rows = [["need", "ab", "1"], ["cost", "c", "22"]]
    assert lines(table(["name", "text", "n"], rows, texts=(1,))) == [
        "name  text   n",
        "──────────────",
        "need  ab     1",
        "cost  c     22",
    ]
    assert lines(table(["name", "text", "n"], rows, keys=2)) == lines(
        table(["name", "text", "n"], rows, texts=(1,))
    )


def test_a_difference_and_its_interval_stay_on_one_line() -> None:
    row = table(["name", "gap"], [["need", "+1.0 [+0.5; +1.5]"]]).splitlines()[-1]
    assert row == f"need  +1.0{NO_BREAK}[+0.5;{NO_BREAK}+1.5]"


def test_columns_that_do_not_fit_go_below_with_their_keys() -> None:
    heads = ["name", "first", "second"]
    found = lines(table(heads, [["x", "a" * 30, "b" * 30], ["y", "c", "d"]]))
    assert found[0].split() == ["name", "first", "second"]
    wide = lines(table([*heads, "third"], [["x", "a" * 30, "b" * 30, "c" * 30]]))
    below = wide.index("")
    assert wide[0].split() == ["name", "first", "second"]
    assert wide[below + 1].split() == ["name", "third"]
    assert wide[2].split() == ["x", "a" * 30, "b" * 30]
    assert wide[below + 3].split() == ["x", "c" * 30]
    assert max(map(len, wide)) <= 80


@pytest.mark.parametrize(("letters", "together"), [(26, True), (27, False)])
def test_a_table_is_80_columns_wide_at_most(letters: int, together: bool) -> None:
    # A label of 24 columns, and two columns each of 26 letters, with two gaps of 2.
    label = "x" * 24
    found = table([label, "a", "b"], [["y", "1" * letters, "2" * 26]])
    assert ("" not in lines(found)) is together
    assert max(map(len, lines(found))) == (80 if together else 24 + 2 + 27)


def test_a_long_cell_is_folded_and_the_others_stand_in_its_first_line() -> None:
    assert entry(["one two three", "7"], [7, 3], left=[0]) == ["one two    7", "three"]
    assert entry(["one", "7"], [5, 3]) == ["  one    7"]


def test_paragraphs_items_and_headings_are_folded_at_80() -> None:
    words = " ".join(["word"] * 17)  # 84 letters
    assert lines(paragraph(words)) == [" ".join(["word"] * 16), "word"]
    assert lines(paragraph(words, indent="  ")) == ["  " + " ".join(["word"] * 15), "  word word"]
    assert lines(item(words)) == ["- " + " ".join(["word"] * 15), "  word word"]
    assert heading(words) == paragraph(words)
    assert paragraph("") == "" and item("a") == "- a"


def test_a_heading_is_bold_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert heading("Title") == "Title"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert heading("Title") == "\033[1mTitle\033[0m"


def test_a_label_has_the_colon_of_its_language() -> None:
    assert labelled("files", 3, "en") == "Files: 3"
    assert labelled("files", 3, "fr") == "Fichiers\u202f: 3"
