"""Words and files that nobody can use, by kind; each is one mistake that a user may make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from experiments.bad_inputs.bad_input import SHORT, BadInput
from experiments.bad_inputs.files import policies, scenarios, tables
from sim import compose

__all__ = ["KINDS", "bad_inputs"]


def bad_inputs() -> list[BadInput]:
    """Return all of them, in the same order each time."""
    return [bad for found in KINDS.values() for bad in found()]


# Each of these is wrong in a program that simulates scenarios; and what the answer must show.
WORDS: Final = (
    ("mois=24", "mois"),
    ("moths=24", "months"),
    ("organisation.refernt_share=0.1", "referent_share"),
    ("organisation.referent_share", "organisation.referent_share"),
    ("organisation.referent_share=beaucoup", "beaucoup"),
    ("organisation.referent_share=2", "organisation.referent_share"),
    ("organisation.referent_share=-0.1", "organisation.referent_share"),
    ("organisation.referent_share=nan", "organisation.referent_share"),
    ("organisation.referent_share=inf", "organisation.referent_share"),
    ("organisation.referent_share=", "organisation.referent_share"),
    ("organisation.referent_share=[0.1]", "organisation.referent_share"),
    ("organisation.referent_share={a: 1}", "organisation.referent_share"),
    ("organisation.referent_share=0.1,0.2", "organisation.referent_share"),
    ("organisation.referent_share=range(3)", "organisation.referent_share"),
    ("organisation.referent_share=[0.1", "organisation.referent_share"),
    ("organisation.referent_share='0.1", "organisation.referent_share"),
    ("organisation.referent_share=${oc.env:HOME}", "organisation.referent_share"),
    ("organisation.pole.perimeter=ville", "perimeter"),
    ("organisation=poole", "pole"),
    ("organisation=", "organisation"),
    ("territory=creusse", "creuse"),
    ("territory=99", "99"),
    ("territory=creuse+", "creuse"),
    ("policy=nobody", "nobody"),
    ("funding=gold", "gold"),
    ("clock.months=24.5", "months"),
    ("clock.months=-1", "months"),
    ("clock.months=1e9", "months"),
    ("seed=-1", "seed"),
    ("seed=1.5", "seed"),
    ("seed=un", "seed"),
    ("replicates=0", "replicates"),
    ("replicates=-3", "replicates"),
    ("replicates=dix", "replicates"),
    ("workers=0", "workers"),
    ("workers=two", "workers"),
    ("lang=de", "lang"),
    ("format=pdf", "format"),
    ("--months=24", "months"),
    ("--unknown", "--unknown"),
    ("-m", "-m"),
    ("--multirun", "--multirun"),
    ("hydra.run.dir=x", "hydra.run.dir"),
    ("--config-dir=x", "--config-dir"),
    ("=5", "=5"),
    ("pole", "pole"),
    ("+organisation.new=1", "organisation.new"),
    ("~organisation", "organisation"),
    ("organisation..pole=1", "organisation..pole"),
    (".months=2", ".months"),
    ("months =24 25", "months"),
    ("a b=1", "a b"),
    ("hydra.searchpath=[missing]", "missing"),
)
ANALYSIS: Final = (*SHORT[:4], "replicates=2", "workers=1", "change=immediate")
PROGRAMS: Final = {  # that take words of scenarios: what makes each of them short
    "compare": SHORT,
    "compare_many": ("scenarios=silo,pole", "territories=training", *SHORT[1:]),
    "seeds": SHORT,
    "ingredients": ("territories=training", "replicates=2", *SHORT[1:4], "workers=1"),
    "patterns": ("territories=training", "replicates=2", *SHORT[1:4], "workers=1"),
    "levels": SHORT[:4],
    "warmup": ("territories=training", "replicates=2", *SHORT[1:4], "workers=1"),
    "market": ("figure=scenarios", *SHORT[1:]),
    "lose": ("condition=long_travel", *SHORT[1:]),
    "sensitivity": (*ANALYSIS, "ranges=none", "points=2", "trajectories=2"),
    "attribute": ("territories=training", *ANALYSIS[1:]),
    "assumptions": ("territories=training", *ANALYSIS[1:], "sets=29", "at_default=2"),
    "decide": ("territories=training", *ANALYSIS[1:], "sets=2", "at_default=2"),
    "gains": ("territories=training", "replicates=2", *SHORT[1:4], "workers=1"),
    "pool": ("territories=training", *SHORT[1:4]),
    "whom": ("territories=training", "replicates=2", *SHORT[1:4], "workers=1"),
    "reverse": (*ANALYSIS, "points=20", "fresh=5"),
    "atlas": ("scenarios=pole", "territories=training", *ANALYSIS[1:], "points=0"),
    "calibrate": (*ANALYSIS, "points=40", "fresh=5", "waves=1", "match=queue", "held=none"),
}
# Words with several values, which these programs take as factors, and Hydra's word for them.
SEVERAL: Final = ("-m", "--multirun", "organisation.referent_share=0.1,0.2")
TAKES_SEVERAL: Final = {"sensitivity": SEVERAL, "reverse": SEVERAL[:2], "calibrate": SEVERAL[:2]}
IN_SEVERAL: Final = (  # territories=
    "ingredients",
    "patterns",
    "warmup",
    "attribute",
    "assumptions",
    "decide",
    "gains",
    "pool",
    "whom",
    "atlas",
    "compare_many",
)


def _words() -> Iterator[BadInput]:
    for program, short in PROGRAMS.items():
        for word, shows in WORDS:
            if word in TAKES_SEVERAL.get(program, ()):
                continue
            name = word.partition("=")[0]
            if name == "territory" and program in IN_SEVERAL:
                word, name = word.replace("territory", "territories"), "territories"
            others = [other for other in short if other.partition("=")[0] != name]
            yield BadInput("words", program, (*others, word), shows)


def _sides() -> Iterator[BadInput]:
    for word, shows in (
        ("a=nobody", "nobody"),
        ("b=siloo", "silo"),
        ("a=", "a"),
        ("a=[silo]", "silo"),
        ("c=pole", "c"),
        ("a.months=3", "months"),
        ("b.territory=jura", "territ"),
        ("b.territory.growth=false", "territ"),
        ("b.clock.burn_in=3", "burn_in"),
        ("a.organisation.x=1", "organisation.x"),
        ("b.=1", "b."),
        ("b.places.lists=0", "places.lists"),
        ("b.policy=nobody", "nobody"),
        ("reform_month=2", "reform"),
        ("reform_month=-1", "reform_month"),
    ):
        yield BadInput("both worlds", "compare", (*SHORT, word), shows)


def _ranges() -> Iterator[BadInput]:
    """Below the least and above the most of each parameter; a text for a number or a switch."""
    for path, parameter in compose.parameters().items():
        schema = parameter.schema
        beyond = {
            "least": schema.get("minimum", schema.get("exclusiveMinimum")),
            "most": schema.get("maximum", schema.get("exclusiveMaximum")),
        }
        for end, value in beyond.items():
            if value is None or parameter.kind not in ("integer", "number"):
                continue
            step = 1 if parameter.kind == "integer" else 0.5
            wrong = value - step if end == "least" else value + step
            yield BadInput("ranges", "compare", (*SHORT, f"{path}={wrong}"), path)
        if parameter.kind in ("integer", "number"):
            yield BadInput("ranges", "compare", (*SHORT, f"{path}=quelques"), path)
        if parameter.kind == "boolean":
            for wrong in ("souvent", "2"):
                yield BadInput("ranges", "compare", (*SHORT, f"{path}={wrong}"), path)


def _own_options() -> Iterator[BadInput]:
    for program, word, shows in (
        ("compare_many", "scenarios=silo", "scenarios"),
        ("compare_many", "scenarios=silo,silo", "scenarios"),
        ("compare_many", "scenarios=silo,,pole", "scenarios"),
        ("compare_many", "scenarios=silo,poel", "pole"),
        ("compare_many", "scenarios=", "scenarios"),
        ("compare_many", "territories=training,nowhere", "nowhere"),
        ("compare_many", "indicator=nothing", "nothing"),
        ("compare_many", "indicator=wait_solution_mean", "wait_solution_mean"),
        ("compare_many", "a=silo", "a=silo"),
        ("exact", "case=V99", "V99"),
        ("exact", "case=V2 stay=-1", "stay"),
        ("exact", "case=V2 stay=long", "stay"),
        ("exact", "case=V2 bidders=3", "bidders"),
        ("exact", "variants=some", "some"),
        ("exact", "nothing=1", "nothing"),
        ("exact", "seeds=0", "seeds"),
        ("exact", "format=xml", "format"),
        ("market", "figure=nothing", "nothing"),
        ("market", "replicates=2", "figure"),
        ("lose", "condition=nothing", "nothing"),
        ("lose", "condition=", "condition"),
        ("cards", "card=nothing", "nothing"),
        ("cards", "months=11", "months"),
        ("cards", "a=silo", "a=silo"),
        ("patterns", "territories=nowhere", "nowhere"),
        ("patterns", "territories=", "territories"),
        ("patterns", "a=nobody", "nobody"),
        ("patterns", "territories=charente", "charente"),
        ("patterns", "replicates=1", "replicates"),
        ("patterns", "holdout=perhaps", "holdout"),
        ("levels", "scenario=pole", "scenario=pole"),
        ("levels", "territories=creuse", "territor"),
        ("ingredients", "territories=nowhere", "nowhere"),
        ("ingredients", "indicators=nothing", "nothing"),
        ("sweep", "start", "start"),
        ("sweep", "status", "out"),
        ("sweep", "resume out=nowhere", "nowhere"),
        ("sweep", "run out=new points=0", "points"),
        ("sweep", "run out=new design=sobal", "sobol"),
        ("sweep", "run out=new crises.rate=interval(2,1)", "crises.rate"),
        ("sweep", "run out=new crises.rate=0.1,2", "crises.rate"),
        ("sweep", "run out=new seed=a,b", "seed"),
        ("sweep", "run out=new runner=cloud", "runner"),
        ("sweep", "run out=new table=none.csv", "none.csv"),
        ("sensitivity", "study=nothing", "nothing"),
        ("sensitivity", "ranges=some", "ranges"),
        ("sensitivity", "points=9", "points"),
        ("sensitivity", "crises.rate=interval(2,1)", "crises.rate"),
        ("attribute", "scenario=silo", "silo"),
        ("attribute", "territories=nowhere", "nowhere"),
        ("attribute", "replicates=1", "replicates"),
        ("assumptions", "scenario=silo", "scenario"),
        ("assumptions", "territories=nowhere", "nowhere"),
        ("assumptions", "sets=12", "sets"),
        ("assumptions", "ranges=some", "ranges"),
        ("assumptions", "at_default=1", "at_default"),
        ("decide", "scenario=silo", "scenario"),
        ("decide", "territories=nowhere", "nowhere"),
        ("decide", "at_default=1", "at_default"),
        ("decide", "rules=placment", "placement"),
        ("decide", "organisation.placement=hours_only", "organisation.placement"),
        ("gains", "territories=nowhere", "nowhere"),
        ("gains", "a=nobody", "nobody"),
        ("gains", "replicates=1", "replicates"),
        ("gains", "b.organisation.x=1", "organisation.x"),
        ("pool", "territories=nowhere", "nowhere"),
        ("pool", "scenario=nobody", "nobody"),
        ("pool", "seed=-1", "seed"),
        ("whom", "territories=nowhere", "nowhere"),
        ("whom", "b=nobody", "nobody"),
        ("whom", "coverage=1", "coverage"),
        ("whom", "indicator=crises", "unmet_need"),
        ("whom", "indicator=unmet_ned", "unmet_need"),
        ("compare", "assumptions=some", "assumptions"),
        ("compare", "assumptions=drwan", "drawn"),
        ("compare", "sets=9", "sets"),
        ("compare", "sets=many", "sets"),
        ("assumptions", "keep=perhaps", "keep"),
        ("reverse", "indicator=overhead", "overhead"),
        ("reverse", "scenario=silo", "scenario"),
        ("reverse", "points=3", "points"),
        ("atlas", "scenarios=nobody", "nobody"),
        ("atlas", "baseline=nobody", "nobody"),
        ("atlas", "territories=nowhere", "nowhere"),
        ("calibrate", "match=nothing", "nothing"),
        ("calibrate", "match=creton", "creton"),
        ("calibrate", "held=queue", "queue"),
        ("calibrate", "patterns=none.yaml", "none.yaml"),
        ("calibrate", "points=30", "points"),
        ("calibrate", "months=200", "months"),
        ("calibrate", "elsewhere=nowhere", "nowhere"),
        ("benchmark", "survive runs=3", "runs"),
        ("benchmark", "sweep runs=3", "runs"),
        ("faults", "class=none", "none"),
        ("faults", "id=nobody", "nobody"),
        ("faults", "draw=0", "draw"),
        ("faults", "months=3", "months"),
        ("faults", "--cfg", "--cfg"),
        ("benchmark", "months=3", "months"),
        ("benchmark", "--cfg", "--cfg"),
        ("benchmark", "lang=xx", "lang"),
        ("territory", "population=p.csv out=made", "finess"),
        ("territory", "finess=missing population=p.csv zones=commune out=made", "missing"),
        ("territory", "finess=f.csv population=p.csv zones=ville out=made", "ville"),
        ("territory", "finess=f.csv population=p.csv out=made", "epci"),
        ("territory", "finess=f.csv population=p.csv zones=commune out=made also=183", "183"),
        ("territory", "finess=f.csv population=p.csv departments=creuze out=made", "creuse"),
        ("territory", "finess=f.csv population=p.csv out=made months=3", "months"),
        ("report", "lang=en", "folder"),
        ("report", "missing", "missing"),
        ("report", "missing forms=docx", "docx"),
        ("report", "missing months=3", "months"),
        ("bad_inputs", "kind=none", "none"),
        ("bad_inputs", "months=3", "months"),
    ):
        yield BadInput("own options", program, tuple(word.split()), shows)


# The folders of a comparison and of several: neither is written over by the other program.
SAVED: Final = {
    kind: {"saved/manifest.json": f'{{"kind": "parcours-{kind}", "schema_version": 2}}'.encode()}
    for kind in ("comparison", "comparisons")
}


def _outputs() -> Iterator[BadInput]:
    for program, kind in (
        ("compare", "comparisons"),
        ("compare_many", "comparison"),
        ("compare_many", "comparisons"),
    ):
        words = (*PROGRAMS[program], "out=saved")
        yield BadInput("outputs", program, words, "saved", SAVED[kind])
    for word, files, shows in (
        ("out=taken", {"taken": b"text"}, "taken"),
        ("out=taken/under", {"taken": b"text"}, "taken"),
        ("out=others", {"others/notes.txt": b"mine"}, "others"),
        ("out=others", {"others": None, "others/sub": None}, "others"),
        ("out=", {}, "out"),
        ("out=/dev/null", {}, "/dev/null"),
        ("out=/proc/nothing", {}, "/proc"),
        (f"out={'x' * 300}", {}, "x" * 30),
        ("out=bad\0name", {}, "bad"),
    ):
        for program in ("compare", "compare_many"):
            yield BadInput("outputs", program, (*PROGRAMS[program], word), shows, files)


KINDS: Final = {
    "words": _words,
    "both worlds": _sides,
    "ranges": _ranges,
    "own options": _own_options,
    "outputs": _outputs,
    "territory files": tables,
    "scenario files": scenarios,
    "policies": policies,
}
