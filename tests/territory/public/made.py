"""Made-up public files in the exact schema of FINESS and INSEE, for any number of establishments.

Nothing here is real but the form: positions of cells, separators, sections, keys of the JSON. The
same establishments are written as the old extracts and as the JSON that replaces them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

FINESS_OF = {"971": "9A", "972": "9B", "973": "9C", "974": "9D", "976": "9F"}
# Category, label and disciplines; those of the model are about half, as in a real département.
CATEGORIES = (
    ("182", "S.E.S.S.A.D.", ("844",)),
    ("183", "Institut Médico-Educatif (I.M.E.)", ("844", "841")),
    ("186", "I.T.E.P.", ("844",)),
    ("177", "Maison d'Enfants à Caractère Social", ("912",)),
    ("446", "S.A.V.S.", ("509",)),
    ("445", "S.A.M.S.A.H.", ("510",)),
    ("246", "E.S.A.T.", ("908",)),
    ("449", "E.A.N.M.", ("965",)),
    ("252", "Foyer Hébergement Adultes Handicapés", ("897",)),
    ("255", "M.A.S.", ("964",)),
    ("437", "F.A.M.", ("964", "939")),
    ("214", "C.H.R.S.", ("957",)),
    ("460", "S.A.A.", ("469",)),
    ("354", "S.S.I.A.D.", ("358",)),
    ("209", "S.A.A.S.", ("358", "469")),
    ("500", "E.H.P.A.D.", ("924", "657", "961")),
    ("175", "Foyer de l'Enfance", ("912",)),
    ("189", "C.M.P.P.", ("320",)),
    ("202", "Résidences autonomie", ("925",)),
    ("620", "Pharmacie d'Officine", ()),
    ("611", "Laboratoire de Biologie Médicale", ()),
)


@dataclass(frozen=True)
class Row:
    """One line of equipment: discipline, places, whether deleted."""

    discipline: str
    installed: str
    authorised: str
    deleted: str = "N"


@dataclass(frozen=True)
class One:
    """One establishment; `commune` is its INSEE code."""

    number: str
    entity: str
    name: str
    commune: str
    category: str
    label: str
    rows: tuple[Row, ...] = ()
    place: tuple[float, float] | None = None  # metres, easting and northing
    epsg: int = 2154
    closed: bool = False

    @property
    def department(self) -> str:
        return self.commune[:3] if self.commune.startswith("97") else self.commune[:2]


@dataclass
class Country:
    """Establishments and communes of made-up départements."""

    ones: list[One] = field(default_factory=list)
    communes: list[tuple[str, str, str, str]] = field(default_factory=list)  # code, name, EPCI, its

    def changed(self, rank: int, **what: object) -> Country:
        """Return a copy with one establishment changed."""
        ones = list(self.ones)
        ones[rank] = replace(ones[rank], **what)  # type: ignore[arg-type]
        return Country(ones, list(self.communes))


def country(
    departments: Sequence[str] = ("23",), establishments: int = 60, communes: int = 24
) -> Country:
    """Make départements with establishments and communes, eight communes to an EPCI."""
    made = Country()
    for department in departments:
        luck = random.Random(f"{department} {establishments} {communes}")
        first = 1 if len(department) == 2 else 100 * int(department[2]) + 1
        prefix = department[:2]
        for rank in range(communes):
            epci = f"2{prefix.replace('A', '1').replace('B', '2')}000{rank // 8:03d}"
            made.communes.append(
                (f"{prefix}{first + rank:03d}", f"Commune-{department}-{rank}", epci,
                 f"CC n° {rank // 8} de {department}")
            )  # fmt: skip
        epsg = {"971": 5490, "974": 2975, "976": 4471}.get(department, 2154)
        east, north = {5490: 640e3, 2975: 340e3, 4471: 520e3}.get(epsg, 620e3), {
            5490: 1790e3, 2975: 7660e3, 4471: 8585e3}.get(epsg, 6560e3)  # fmt: skip
        for rank in range(establishments):
            code, label, disciplines = CATEGORIES[rank % len(CATEGORIES)]
            at = luck.randrange(communes)
            rows = tuple(_row(code, discipline, luck) for discipline in disciplines)
            made.ones.append(
                One(
                    f"{prefix}{rank:07d}", f"{prefix}9{rank % 17:06d}", f"N° {rank} \"L'ÉTÉ\"",
                    made.communes[-communes + at][0], code, label, rows,
                    (east + luck.randrange(40_000) + 0.25, north + luck.randrange(40_000) + 0.5),
                    epsg,
                )
            )  # fmt: skip
    return made


def _row(code: str, discipline: str, luck: random.Random) -> Row:
    if discipline in ("469", "320", "961"):  # home help, consultations, PASA: no places
        return Row(discipline, "", "")
    places = luck.randrange(6, 60)
    return Row(discipline, str(places - luck.randrange(3)), str(places))


def _line(cells: Sequence[str]) -> str:
    return ";".join(
        '"' + cell.replace('"', '""') + '"' if '"' in cell or ";" in cell else cell
        for cell in cells
    )


def structure_line(one: One) -> str:
    """Return the line ``structureet`` of an establishment, 32 cells."""
    department = FINESS_OF.get(one.department, one.department)
    cells = [""] * 32
    cells[:5] = ["structureet", one.number, one.entity, one.name, one.name]
    cells[12:16] = [one.commune[2:], department, "DEPARTEMENT", "00000 VILLE"]
    cells[18:20] = [one.category, one.label]
    cells[28:31] = ["1990-01-01", "1990-01-01", "2024-01-01"]
    return _line(cells)


def equipment_lines(one: One) -> Iterator[str]:
    """Yield the lines ``equipementsocial`` of an establishment, 28 cells."""
    for row in one.rows:
        cells = [""] * 28
        cells[:4] = ["equipementsocial", one.number, row.discipline, "LIBELLE"]
        cells[4:8] = ["11", "Internat", "117", "Déficience"]
        cells[9], cells[15] = row.installed, row.deleted
        cells[18], cells[24] = row.authorised, row.deleted
        yield _line(cells)


def position_line(one: One) -> str:
    """Return the line ``geolocalisation`` of an establishment, 6 cells."""
    x, y = one.place or (0.0, 0.0)
    source = f"2,ATLASANTE,100,BDADRESSE,EPSG:{one.epsg} projection"
    return _line(["geolocalisation", one.number, f"{x}", f"{y}", source, "2024-01-01"])


def first_line(number: int) -> str:
    return f"finess;etalab;{number};2026-05-12"


def extracts(made: Country, folder: Path, encoding: str = "cp1252") -> list[Path]:
    """Write the old extracts: one file of establishments with coordinates, one of equipment."""
    ones = [one for one in made.ones if not one.closed]
    geo = [first_line(111), *map(structure_line, ones)]
    geo += [position_line(one) for one in ones if one.place]
    social = [first_line(101), *(f"structureet;{one.number};{one.entity}" for one in ones)]
    social += [line for one in ones for line in equipment_lines(one)]
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "etalab-cs1100507-stock.csv", folder / "etalab-cs1100505-stock.csv"]
    for path, lines in zip(paths, (geo, social), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return paths


def _capacities(row: Row) -> list[dict[str, object]]:
    """Each number of places: whole, the part for social aid, and a part by gender."""
    found: list[dict[str, object]] = []
    for text, status in ((row.installed, "08"), (row.authorised, "09")):
        for habilitation, genre in ((None, None), ("02", None), (None, "01")):
            if text:
                found.append({
                    "idCapacite": "1", "nombre": text, "habilitation": habilitation,
                    "genre": genre, "statutCapacite": status, "uniteMesureCapacite": "02",
                })  # fmt: skip
    return found


def trees(made: Country, folder: Path) -> list[Path]:
    """Write the JSON that replaces the extracts: structures, and activities."""
    entities: dict[str, list[One]] = {}
    for one in made.ones:
        entities.setdefault(one.entity, []).append(one)
    structures = [
        {
            "informationsGeneralesPMEJ": {"numFinessPm": entity, "denominationPm": "ASSO    "},
            "ege": [_structure(one) for one in ones],
            "etatObjet": "A",
        }
        for entity, ones in entities.items()
    ]
    activities = [
        {"numFiness": entity, "pmSmsseId": "1", "activitesAutorisees": [],
         "ege": [_activities(one) for one in ones]}
        for entity, ones in entities.items()
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    paths = [
        folder / "finess-activites-journalier-20260512.json",
        folder / "finess-structures-journalier-20260512.json",
    ]
    for path, entries in zip(paths, (activities, structures), strict=True):
        head = {"schemaVersion": "v1.0.0", "generatedAt": "2026-05-12T15:49:37Z"}
        path.write_text(json.dumps({**head, "pmej": entries}, ensure_ascii=False), "utf-8")
    return paths


def _structure(one: One) -> dict[str, object]:
    address: dict[str, object] = {"cogCommune": one.commune}
    if one.place:  # X holds the northing
        x, y = one.place
        address["coordonneesGeographique"] = {"coordonneeX": f"{y}", "coordonneeY": f"{x}"}
    general = {"egeId": "1", "numFinessEge": one.number, "nomEgeLong": f"{one.name}     "}
    if one.closed:
        general["dateFermeture"] = "2019-03-03"
    return {
        "informationsGeneralesEGE": general,
        "categorieentiteGeographiqueExercice": one.category,
        "adresse": [address],
        "etatObjet": "I" if one.closed else "A",
        "dateDerniereMaj": "2024-01-01 00:00:00",
    }


def _activities(one: One) -> dict[str, object]:
    return {
        "egeId": "1",
        "numFinessEge": one.number,
        "activitesExercees": [
            {
                "caracteristiquesGeneriques": {
                    "activiteAeId": "1", "etatObjet": "I" if row.deleted == "O" else "A",
                },
                "nature": {
                    "codeNature": "ASMR",
                    "caracteristiquesSpecifiques": {
                        "typeActiviteAMSR": {
                            "activiteSocialeRegulee": row.discipline, "modeFonctionnement": "11",
                            "public": "117",
                        }
                    },
                },
                "capacite": _capacities(row),
            }
            for row in one.rows
        ],
    }  # fmt: skip


def inhabitants(rank: int) -> tuple[float, ...]:
    """Inhabitants of a commune by class of INSEE, with decimals: they are weights."""
    base = 6.5 + 2 * (rank % 7)
    return tuple(round(base * share, 6) for share in (1.4, 1.9, 1.5, 1.8, 2.2, 2.1, 1.6))


CLASSES = ("POP0014", "POP0019", "POP1529", "POP3044", "POP4559", "POP6074", "POP75P")


def population(made: Country, folder: Path) -> Path:
    """Write INSEE's table of inhabitants by commune and age, two years side by side."""
    heads = ["CODGEO", "LIBGEO", *(f"P15_{c}" for c in CLASSES), *(f"P21_{c}" for c in CLASSES)]
    lines = [";".join(heads)]
    for rank, (code, name, _, _) in enumerate(made.communes):
        counts = inhabitants(rank)
        former = (str(2 * count) for count in counts)
        lines.append(";".join([code, name, *former, *map(str, counts)]))
    path = folder / "base-cc-evol-struct-pop-2021.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def epci(made: Country, folder: Path) -> Path:
    """Write INSEE's table of communes and EPCI, with the lines of titles above its header."""
    lines = ["Intercommunalité - Composition communale au 1er janvier 2026;;;", "Mise en ligne;;;"]
    lines += ["CODGEO;LIBGEO;EPCI;LIBEPCI"]
    lines += [";".join(row) for row in made.communes]
    path = folder / "intercommunalite.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
