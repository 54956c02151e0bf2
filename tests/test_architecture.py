"""The arrows of the design: what may import what, where engines live, and the way that data takes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from dragoman import records

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "dragoman"
BASE = {"records", "errors", "settings"}
STAGES = {"intake", "reading", "actors", "statements", "events"}
EDGES = {"cli", "web", "scale", "__main__"}

# part of the package → what of ours it may import beside itself
ALLOWED = {
    "records": set(),
    "errors": set(),
    "settings": {"errors"},
    "contract": BASE,
    "wording": BASE,
    **dict.fromkeys(STAGES, BASE),
    "ledger": BASE | {"contract"},
    "pipeline": BASE | STAGES,
    "relations": BASE | {"contract", "ledger"},
    "scale": BASE | STAGES | {"contract", "ledger", "pipeline", ""},
    "web": BASE | STAGES | {"contract", "ledger", "pipeline", "relations", "scale", "wording", ""},
    "cli": BASE | STAGES | {"contract", "ledger", "pipeline", "relations", "scale", "web", "wording", ""},
    "__main__": {"cli"},
    "": BASE | STAGES | {"contract", "pipeline"},  # `import dragoman` itself: dragoman.read
}

# engine → the one folder that may import it
ENGINES = {
    "onnxruntime": "reading",
    "tokenizers": "reading",
    "sqlalchemy": "ledger",
    "alembic": "ledger",
    "psycopg": "ledger",
    "pyarrow": "ledger",
    "trafilatura": "intake",
    "lxml": "intake",
    "lxml_html_clean": "intake",
    "py3langid": "intake",
    "feedparser": "intake",
    "fastwarc": "intake",
    "typer": "cli",
    "click": "cli",
    "rich": "cli",
    "ray": "scale",
    "fastapi": "web",
    "starlette": "web",
    "uvicorn": "web",
    "jinja2": "web",
    "statsmodels": "relations",
    "arch": "relations",
    "altair": "relations",
    "vl_convert": "relations",
    "networkx": "relations",
}
NEVER = {"training", "bench", "tests", "torch", "transformers", "onnx", "spacy", "numba"}
SHOWN = {"typer", "rich", "click"}  # what `dragoman --help` needs to print itself


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement: of which file, by its path below the package, and what it names, dotted."""

    file: str
    line: int
    name: str

    @property
    def part(self) -> str:
        """The importing part of the package: a folder, a top-level module, or "" for the package itself."""
        head = self.file.split("/")[0].removesuffix(".py")
        return "" if head == "__init__" else head

    @property
    def top(self) -> str:
        """The imported distribution's top module."""
        return self.name.split(".")[0]

    @property
    def of_ours(self) -> str | None:
        """The imported part of the package ("" for the package itself), None where it is not ours."""
        first, *rest = self.name.split(".")
        return None if first != "dragoman" else (rest[0] if rest and _is_part(rest[0]) else "")

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.name}"


def _is_part(name: str) -> bool:
    return (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


@cache
def find_imports() -> tuple[Import, ...]:
    """All imports of the package, late ones and those for types only among them."""
    return tuple(row for path in sorted(PACKAGE.rglob("*.py")) for row in _imports_of(path))


def _imports_of(path: Path) -> Iterator[Import]:
    file = path.relative_to(PACKAGE).as_posix()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Import(file, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: imports are absolute here"
            module = str(node.module)
            names = [f"{module}.{a.name}" for a in node.names] if module == "dragoman" else [module]
            yield from (Import(file, node.lineno, name) for name in names)


def folders() -> list[str]:
    """Folders of the package that hold code."""
    return sorted(p.name for p in PACKAGE.iterdir() if p.is_dir() and any(p.glob("*.py")))


# --- arrows -----------------------------------------------------------------------------------------------------------


def test_every_part_of_the_package_has_its_place_in_the_design() -> None:
    modules = {p.stem for p in PACKAGE.glob("*.py")} - {"__init__"}
    assert sorted({*folders(), *modules} - set(ALLOWED)) == []


def test_imports_go_one_way() -> None:
    wrong = [
        str(row)
        for row in find_imports()
        if row.of_ours is not None and row.of_ours != row.part and row.of_ours not in ALLOWED.get(row.part, set())
    ]
    assert wrong == []


def test_stages_never_import_each_other() -> None:
    assert [str(r) for r in find_imports() if r.part in STAGES and r.of_ours in STAGES - {r.part}] == []


def test_each_engine_is_imported_in_one_folder_only() -> None:
    assert [str(r) for r in find_imports() if ENGINES.get(r.top, r.part) != r.part] == []


def test_the_package_never_imports_how_it_was_made_or_measured() -> None:
    assert [str(r) for r in find_imports() if r.top in NEVER] == []


def test_records_and_errors_import_nothing_but_the_standard_library_when_they_run() -> None:
    """numpy stands in records for types only."""
    wrong = []
    for name in ("records.py", "errors.py"):
        tree = ast.parse((PACKAGE / name).read_text("utf-8"))
        at_top = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
        tops = {(a.name if isinstance(n, ast.Import) else str(n.module)).split(".")[0] for n in at_top for a in n.names}
        wrong += sorted(tops - set(sys.stdlib_module_names))
    assert wrong == []


def test_pipeline_is_the_only_file_that_names_the_stages_together() -> None:
    """Who joins intake to the ledger names intake and pipeline; which stages lie between, only pipeline knows."""
    wrong = {}
    for file in {row.file for row in find_imports()} - {"pipeline.py"}:
        named = {str(r.of_ours) for r in find_imports() if r.file == file} & (STAGES - {"intake"})
        if len(named) > 1:
            wrong[file] = named
    assert wrong == {}


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    declared = {re.split(r"[^\w.-]", d)[0].replace("-", "_").lower() for d in wanted}
    ours = {"dragoman", *sys.stdlib_module_names}
    # lxml comes with lxml_html_clean and trafilatura, which are made for it; vl_convert is what vl-convert-python brings
    brought = {"lxml", "vl_convert"}
    assert sorted({str(r) for r in find_imports() if r.top not in ours and r.top not in declared | brought}) == []


# --- what starting costs ----------------------------------------------------------------------------------------------

_LOADED = "import sys, json; print('LOADED', json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
_HELP = """
import sys
from dragoman.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
"""


def _load(program: str) -> set[str]:
    ran = subprocess.run([sys.executable, "-c", f"{program}\n{_LOADED}"], capture_output=True, text=True, check=True)
    loaded = ran.stdout.rpartition("LOADED ")[2]
    return set(re.findall(r'"(\w+)"', loaded))


def test_importing_dragoman_imports_no_engine() -> None:
    assert sorted(_load("import dragoman") & {*ENGINES, *NEVER, "numpy"}) == []


def test_help_imports_no_engine() -> None:
    assert sorted(_load(_HELP) & ({*ENGINES, *NEVER, "numpy"} - SHOWN)) == []


# --- the data's way, said three times ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Way:
    """What a folder takes and gives: `Reading, Cast → Statements`, in the singular."""

    takes: tuple[str, ...]
    gives: tuple[str, ...]


def read_way(folder: str) -> Way | None:
    """The way as the first line of a folder's docstring says it; None where it says none."""
    tree = ast.parse((PACKAGE / folder / "__init__.py").read_text("utf-8"))
    first = (ast.get_docstring(tree) or "").partition("\n")[0].rstrip(".")
    left, arrow, right = first.partition(" → ")
    return Way(_nouns(left), _nouns(right)) if arrow else None


def _nouns(text: str) -> tuple[str, ...]:
    return tuple(_singular(n.strip()) for n in re.split(r"[,|]", text))


def _singular(noun: str) -> str:
    return noun.removesuffix("s") if noun.removesuffix("s") in _record_names() else noun


@cache
def _record_names() -> frozenset[str]:
    return frozenset(n for n, v in vars(records).items() if isinstance(v, type) and v.__module__ == records.__name__)


def public_functions(folder: str) -> dict[str, Way]:
    """The functions that a folder's `__all__` names → the records of their parameters and of what they return."""
    exported = _exported(folder)
    found = {}
    for path in sorted((PACKAGE / folder).glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name in exported:
                arguments = [a.annotation for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]
                takes = tuple(n for a in arguments for n in _records_in(a))
                found[node.name] = Way(takes, tuple(dict.fromkeys(_records_in(node.returns))))
    return found


def _exported(folder: str) -> list[str]:
    tree = ast.parse((PACKAGE / folder / "__init__.py").read_text("utf-8"))
    values = [n.value for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__"]
    return list(ast.literal_eval(values[0])) if values else []


def _records_in(annotation: ast.expr | None) -> list[str]:
    """Records that an annotation names, in its order; protocols such as Score are no data."""
    if annotation is None:
        return []
    words = re.findall(r"\w+", ast.unparse(annotation))
    return [w for w in words if w in _record_names() and not getattr(getattr(records, w), "_is_protocol", False)]


def _agrees(said: Way, signature: Way) -> bool:
    """Same records, in the same order. The Article goes along without being named; "source" is no record."""
    wanted = tuple(n for n in said.takes if n in _record_names())
    given = signature.takes if "Article" in wanted else tuple(n for n in signature.takes if n != "Article")
    return wanted == given and set(said.gives) == set(signature.gives)


def stages() -> list[str]:
    """The stages that there are."""
    return [f for f in folders() if f in STAGES]


@pytest.mark.parametrize("folder", [f for f in folders() if f in STAGES | {"ledger", "relations"}])
def test_a_folder_says_the_datas_way_in_its_first_line(folder: str) -> None:
    text = ast.get_docstring(ast.parse((PACKAGE / folder / "__init__.py").read_text("utf-8"))) or ""
    assert re.match(r".+ (→|↔) .+", text.partition("\n")[0]), f"{folder}/__init__.py begins with {text[:60]!r}"


@pytest.mark.parametrize("folder", stages())
def test_a_stages_public_function_takes_and_gives_what_its_docstring_says(folder: str) -> None:
    said, functions = read_way(folder), public_functions(folder)
    assert said is not None
    assert any(_agrees(said, f) for f in functions.values()), f"{folder} says {said}, its functions are {functions}"


def test_pipeline_calls_the_stages_in_the_order_of_the_datas_way() -> None:
    known = {"Article"}
    called = []
    for node in _calls_in_order(PACKAGE / "pipeline.py"):
        way = read_way(node.func.value.id)
        assert way is not None
        missing = {n for n in way.takes if n in _record_names()} - known
        assert not missing, f"pipeline.py:{node.lineno} calls {node.func.value.id} before there is a {missing}"
        assert node.func.attr in _exported(node.func.value.id)
        known |= set(way.gives)
        called.append(node.func.value.id)
    assert sorted(called) == sorted(set(stages()) - {"intake"}), "every stage once"


def _calls_in_order(path: Path) -> list[ast.Call]:
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in STAGES
    ]
    return sorted(calls, key=lambda node: (node.lineno, node.col_offset))
