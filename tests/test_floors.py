"""The house: a floor imports only from floors below it."""

import ast
from pathlib import Path

import coreanalytics

PACKAGE = Path(coreanalytics.__file__).parent
#: From roof to ground.
FLOORS = ["cli", "views", "effects", "days", "logbook", "catalogue"]
GROUND = {"vocabulary", "errors", "words", "version", "shown", "workers"}


def floor_of(parts: tuple[str, ...]) -> int:
    """Height of a module inside the package: 0 is the ground."""
    name = parts[0]
    if name in GROUND:
        return 0
    return len(FLOORS) - FLOORS.index(name)


def imports_of(file: Path) -> list[tuple[str, ...]]:
    """Modules of the package that a file imports, at the top or inside functions, without the root."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative imports hide the floor"
            names = [node.module or ""]
            if node.module == "coreanalytics":
                names = [f"coreanalytics.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found += [tuple(name.split(".")[1:]) for name in names if name.startswith("coreanalytics.")]
    return found


def modules() -> list[Path]:
    roof = {PACKAGE / "__init__.py", PACKAGE / "__main__.py"}
    return [file for file in PACKAGE.rglob("*.py") if file not in roof]


def test_every_module_stands_on_a_known_floor():
    for file in modules():
        name = file.relative_to(PACKAGE).with_suffix("").parts[0]
        assert name in GROUND or name in FLOORS, f"{name} is on no floor"


def test_imports_only_go_down():
    wrong = []
    for file in modules():
        here = file.relative_to(PACKAGE).with_suffix("").parts
        for there in imports_of(file):
            same_floor = here[0] == there[0]
            ground = here[0] in GROUND and there[0] in GROUND
            if not same_floor and not ground and floor_of(there) >= floor_of(here):
                wrong.append(f"{'.'.join(here)} imports {'.'.join(there)}")
    assert not wrong, "\n".join(wrong)


def test_the_public_surface_is_small_and_complete():
    assert len(coreanalytics.__all__) <= 20
    for name in coreanalytics.__all__:
        assert getattr(coreanalytics, name) is not None


def test_importing_the_package_imports_nothing_heavy():
    import subprocess
    import sys

    code = (
        "import sys, coreanalytics.cli.main\n"
        "heavy = {'polars', 'altair', 'pandera', 'statsmodels', 'scipy', 'numpy', 'jinja2', 'rapidfuzz'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
