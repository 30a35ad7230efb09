"""What the words of a command line ask of an analysis of a study."""

from __future__ import annotations

import pytest

from experiments.attribute import SPEC as ATTRIBUTE
from experiments.cli.studies import read_job, wrong_of_a_pair
from experiments.reverse import PROGRAM, SPEC
from sim import compose
from sim.errors import InputError

SWEPT = "organisation.referent_share=interval(0,0.4)"
LISTED = "crises.rate=0.01,0.02"


def test_words_with_several_values_are_factors_and_are_kept_as_typed() -> None:
    job = read_job(PROGRAM, SPEC, ["months=24", SWEPT, "points=30", "lang=en"], sweeps=True)
    assert job is not None
    # The rest comes from configs/reverse/training.yaml.
    assert job.words[0] == "months=24" and "record_people=0" in job.words
    assert job.swept == [SWEPT] and SWEPT not in job.words
    assert job.factors["organisation.referent_share"] == (0.0, 0.4)
    assert job.seeds is None and job.indicator == "unmet_need"
    assert (job.options["points"], job.options["lang"]) == (30, "en")
    assert wrong_of_a_pair(PROGRAM, job) == []


def test_a_program_without_factors_takes_one_value_a_word() -> None:
    job = read_job("attribute", ATTRIBUTE, ["months=24", "indicator=crises"])
    assert job is not None and (job.factors, job.swept, job.indicator) == ({}, [], "crises")
    with pytest.raises(InputError, match=r"crises\.rate"):
        compose.load_scenario("pole", read_job("attribute", ATTRIBUTE, [LISTED]).words)


def test_an_indicator_that_is_no_headline_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'unmet_need'"):
        read_job(PROGRAM, SPEC, [SWEPT, "indicator=unmet_ned"], sweeps=True)


def test_help_is_printed_and_nothing_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_job(PROGRAM, SPEC, ["nonsense=1", "--help", "lang=en"], sweeps=True) is None
    assert "python -m experiments.reverse" in capsys.readouterr().out


def test_a_pair_takes_intervals_two_scenarios_and_seeds_by_their_number() -> None:
    words = [SWEPT, LISTED, "seed=1,2", "scenario=silo"]
    job = read_job(PROGRAM, SPEC, words, sweeps=True)
    assert job is not None and job.swept == [SWEPT, LISTED]
    found = [message.text("en") for message in wrong_of_a_pair(PROGRAM, job)]
    assert len(found) == 3 and "crises.rate" in found[0]
