"""Pages of the reference: one for each package of `sim`, made from the docstrings."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["contents", "module_of", "write"]

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "docs" / "reference"  # made for each site; git ignores it


def module_of(file: Path) -> str | None:
    """Return the name of a module or package of `sim`; None for other files."""
    package = file / "__init__.py"
    if not (file.suffix == ".py" or package.exists()) or not file.is_relative_to(ROOT / "sim"):
        return None
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def write() -> None:
    """Write a page for each package of `sim`; a page that stays as it is is not touched."""
    FOLDER.mkdir(exist_ok=True)
    made = {}
    for package in _packages():
        lines = _part(package, "=", members=False)
        for module in sorted((ROOT / package.replace(".", "/")).glob("*.py")):
            if module.stem != "__init__":
                lines += _part(f"{package}.{module.stem}", "-", members=True)
        made[FOLDER / f"{package}.rst"] = "\n".join(lines)
    for old in {*FOLDER.glob("*.rst")} - {*made}:
        old.unlink()
    for page, text in made.items():
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


def contents() -> str:
    """Return the end of the page `docs/api.md`: the public names, and the pages of packages."""
    public = [f"- {{py:obj}}`sim.{name} <{home}.{name}>`" for name, home in _homes().items()]
    pages = [f"reference/{package}" for package in _packages()]
    return "\n".join(["", *public, "", "```{toctree}", ":maxdepth: 1", "", *pages, "```"])


def _packages() -> list[str]:
    inits = (ROOT / "sim").glob("*/**/__init__.py")
    return sorted(".".join(file.relative_to(ROOT).parts[:-1]) for file in inits)


def _homes() -> dict[str, str]:
    """Return the module in which each public name of `sim` is defined."""
    import sim

    return {name: getattr(sim, name).__module__ for name in sim.__all__}


def _part(name: str, line: str, *, members: bool) -> list[str]:
    options = ["   :members:"] if members else []
    if name == "sim.report.shown":
        options.append("   :exclude-members: set")  # matplotlib writes it, with roles of its own
    return [name, line * len(name), "", f".. automodule:: {name}", *options, "", ""]
