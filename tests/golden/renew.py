"""Write the frozen numbers anew: ``python -m tests.golden.renew``.

Results change only on purpose: the CHANGELOG says which ones and why (*Regression*).
"""

from __future__ import annotations

import json
import sys

from tests.golden import printed
from tests.golden.frozen import FOLDER, PARTS, TABLE, TWIN, lines_of_table, table, twin_lines
from tests.golden.homes import NAMES_FILE, names


def main(parts: list[str]) -> None:
    """Renew the parts named, or all of them and the names of what is frozen."""
    if not parts:
        NAMES_FILE.write_text(json.dumps(names(), indent=1) + "\n", "utf-8")
    for name in parts or ["table", "printed", "twin", *PARTS]:
        if name == "printed":
            printed.write()
        elif name == "table":
            (FOLDER / TABLE).write_text("\n".join(lines_of_table(table())) + "\n", "utf-8")
        elif name == "twin":
            (FOLDER / TWIN).write_text("\n".join(twin_lines()) + "\n", "utf-8")
        else:
            text = json.dumps(dict(PARTS[name]()), indent=1, ensure_ascii=False)
            (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
