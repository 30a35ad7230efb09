"""What a user reads when a name, a word or several together are wrong."""

from __future__ import annotations

import pytest

from sim import compose
from sim.errors import InputError

from .conftest import sentences

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


# What several values must satisfy together is said by all their names, not by the word written.
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
    message = sentences("pole", [word])[0]
    for piece in pieces:
        assert piece in message
    if 0 < len(word.strip()) < 50 and not word.startswith(TOGETHER):
        assert message.startswith(word.strip())
    assert len(message) < 700


def test_all_mistakes_come_at_once_in_order() -> None:
    words = [word for word, _ in BAD if word.strip() and "territory" not in word]
    words = [word for word in dict.fromkeys(words) if "persons" not in word]
    distinct: dict[str, str] = {}
    for word in words:
        distinct.setdefault(word.split("=")[0].strip(), word)
    # Whether values go together is looked at once each stands alone.
    chosen = [w for k, w in distinct.items() if k != "months" and not w.startswith(TOGETHER)]
    together = sentences("poel", chosen)
    alone = [sentences("pole", [word])[0] for word in chosen]
    assert together[0].startswith("scenario 'poel': unknown scenario")
    missing = [a for a in alone if a not in together and "needs.matrix" not in a]
    assert missing == []


def test_joint_and_single_mistakes_come_together() -> None:
    messages = sentences("pole", ["needs.matrix=[[1,1],[0,1]]", "places.lists=9", "organisation=x"])
    assert len(messages) == 3
    messages = sentences("pole", ["territory=files", "months=0"])
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
    assert where in sentences("silo", words)[0]


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
    (message,) = sentences(name)
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
    assert piece in sentences("silo", overrides)[0]


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
