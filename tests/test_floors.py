"""The rooms of the house and what each may use: imports go down only, pages stay short, nothing of one machine is committed."""

import ast
import re
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from tests.conftest import PROJECT

PAGES = r"pages\.(?!desk\b).*"
# The rooms from the ground up, by the first pattern that fits a module's name. A module may import from its own room and from
# those below it.
ANALYSIS = (
    r"analysis(\.access)?",
    r"analysis\.words(\..*)?",
    r"analysis\.(declared(\..*)?|faults)",
    r"analysis\.release(\..*)?",
    r"analysis\.methods(\..*)?",
    r"analysis\.figures(\..*)?",
    r"analysis\.projects(\..*)?",
    r"analysis\.crime(\..*)?",
    r"analysis\.night(\..*)?",
    r"analysis\.indicators(\..*)?",
    r"analysis\.loaded(\..*)?",
    r"analysis\.grant_reports(\..*)?",
    r"analysis\.(exports(\..*)?|__main__)",
    r"pages\.shared\..*",
    r"pages\.\w+\.\w+_parts\..*",
    PAGES,
    r"dashboard",
)
ETL = (
    r"etl(\.(report|sql|problems|personal|names|disk))?",
    r"etl\.door(\..*)?",
    r"etl\.archive(\..*)?",
    r"etl\.release(\..*)?",
    r"etl\.judging(\..*)?",
    r"etl\.acts(\..*)?",
    r"etl\.(demonstration(\..*)?|dictionary|__main__)",
    r"pages\.desk(\..*)?",
)

# What etl may use of analysis: what is declared, how things are said, where the release in force lies, who is acting, and where
# what nobody foresaw is noted.
ETL_MAY_USE = re.compile(r"analysis(\.(access|faults)|\.(words|declared|release)(\..*)?)?")
# The command line may say what the board reads, as the pages do; nothing else of etl measures.
COMMAND_LINE = {"etl/__main__.py": {"analysis.loaded.readings"}}
BRIDGE = "pages/desk/"  # the one room above etl that may use it

PAGE_LINES, ENTRY_LINES = 100, 60
SQL = re.compile(
    r"\b(SELECT\b.+\bFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\b.+\bSET|CREATE\s+(OR\s+REPLACE\s+)?(TABLE|VIEW))\b", re.S
)
DATA_FILES = (".geojson", ".parquet", ".zip", ".gz", ".duckdb", ".db", ".wal")
MADE_UP = ("tests/extracts/", "data/sources/examples/")
SMALL = 100_000  # bytes: the samples of the tests
# Written in parts, so that this file does not hold what it looks for.
OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "root", "home/\\w+", "tmp/r", "Users/\\w+")) + r")/")


@cache
def files() -> tuple[str, ...]:
    """The project's files by their paths: those that git keeps, or all but what a copy without git would ignore."""
    if (PROJECT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
        return tuple(path for path in listed.split("\0") if path and (PROJECT / path).is_file())
    found = (path.relative_to(PROJECT) for path in PROJECT.rglob("*") if path.is_file())
    return tuple(path.as_posix() for path in found if not path.parts[0].startswith(".") and "__pycache__" not in path.parts)


def program_files() -> list[str]:
    """The Python files of the program, tests left out."""
    return [path for path in files() if path.endswith(".py") and not path.startswith("tests/")]


def module_name(path: str) -> str:
    """analysis/figures/maps.py as analysis.figures.maps."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def modules() -> frozenset[str]:
    """The modules of the project and the packages that hold them."""
    names = {module_name(path) for path in files() if path.endswith(".py")}
    return frozenset(names | {name.rpartition(".")[0] for name in names})


def imports(path: str) -> Iterator[tuple[int, str]]:
    """Line and full name of each module that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse((PROJECT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: name the module in full"
            source = node.module or ""
            for alias in node.names:
                within = f"{source}.{alias.name}"
                yield node.lineno, within if within in modules() else source


def height(module: str, rooms: Sequence[str]) -> int | None:
    """How high a module lies among rooms; None for one that is in none of them."""
    return next((floor for floor, pattern in enumerate(rooms) if re.fullmatch(pattern, module)), None)


def test_imports_go_down_only() -> None:
    wrong = [
        f"{path}:{line}: {module_name(path)} imports {module}, which lies above it"
        for rooms in (ANALYSIS, ETL)
        for path in program_files()
        if (own := height(module_name(path), rooms)) is not None
        for line, module in imports(path)
        if (other := height(module, rooms)) is not None and other > own
    ]
    assert not wrong, "\n".join(wrong)


def test_etl_and_the_rooms_above_meet_in_few_places() -> None:
    wrong: list[str] = []
    for path in program_files():
        inside, own = path.startswith("etl/"), COMMAND_LINE.get(path, set())
        for line, module in imports(path):
            room = module.split(".")[0]
            if inside and (
                room in ("pages", "dashboard") or (room == "analysis" and module not in own and not ETL_MAY_USE.fullmatch(module))
            ):
                wrong.append(f"{path}:{line}: etl may not use {module}")
            if room == "etl" and not inside and not path.startswith(BRIDGE):
                wrong.append(f"{path}:{line}: only {BRIDGE} may use etl")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("package", "rooms"),
    [("streamlit", ("dashboard.py", "pages/")), ("duckdb", ("analysis/release/database.py", "etl/")), ("playwright", ())],
)
def test_package_is_used_in_its_rooms_only(package: str, rooms: tuple[str, ...]) -> None:
    wrong = [
        f"{path}:{line}: {package} belongs to {', '.join(rooms) or 'the tests'}"
        for path in program_files()
        if not path.startswith(rooms)
        for line, module in imports(path)
        if module.split(".")[0] == package
    ]
    assert not wrong, "\n".join(wrong)


def test_the_gate_alone_clears_figures() -> None:
    """Whatever is shown or exported takes a `Cleared` figure, which only `disclosure.leave` may make."""
    wrong = [
        f"{path}:{node.lineno}: only analysis/figures/disclosure.py makes a Cleared figure"
        for path in program_files()
        if path != "analysis/figures/disclosure.py"
        for node in ast.walk(ast.parse((PROJECT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Cleared"
    ]
    assert not wrong, "\n".join(wrong)


def test_every_import_names_what_is_there_also_in_programs_that_tests_write() -> None:
    """Type checks do not see the small programs that tests and benches hold as text."""
    line = re.compile(r"^\s*from ((?:analysis|etl|pages)[\w.]*) import (?:\(([\w,\s]+)\)|([\w, ]+))", re.M)
    wrong: list[str] = []
    for path in (path for path in files() if path.endswith(".py")):
        for module, several, one in line.findall((PROJECT / path).read_text(encoding="utf-8")):
            there = named_in(module)
            asked = [name.split(" as ")[0].strip() for name in (several or one).split(",")]
            wrong += [f"{path}: {module} has no {name}" for name in asked if name and name not in there]
    assert not wrong, "\n".join(wrong)


@cache
def named_in(module: str) -> frozenset[str]:
    """What a module or package offers: its modules, and the names bound at its top."""
    folder = PROJECT / module.replace(".", "/")
    found = {path.stem for path in folder.glob("*.py")} | {path.name for path in folder.glob("*/")}
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    if file.exists():
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                found |= {alias.asname or alias.name for alias in node.names}
            else:
                found |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    return frozenset(found)


def test_a_class_has_one_meaning_in_the_house() -> None:
    """No two classes of one name. Records beside questions are named by their questions: a row of each."""
    where: dict[str, list[str]] = {}
    for path in program_files():
        if path.startswith("analysis/release/questions/"):
            continue
        for node in ast.walk(ast.parse((PROJECT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where.setdefault(node.name, []).append(path)
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


# Caught by name and turned into a report or another sentence; a wrong question is a fault of the program.
CAUGHT_BY_NAME = {"Endless", "Outdated", "Refused", "_Wrong", "WrongQuestion"}


def test_every_error_of_the_house_is_meant_for_people_or_caught_by_name() -> None:
    """Whatever is raised to a command or a page says what happened and what to do; nothing of it can end in a trace."""
    plain, others = set[str](), set[str]()
    for path in program_files():
        for node in ast.walk(ast.parse((PROJECT / path).read_text(encoding="utf-8"))):
            bases = {ast.unparse(base) for base in node.bases} if isinstance(node, ast.ClassDef) else set[str]()
            if isinstance(node, ast.ClassDef) and bases & {"InPlainWords", "ConfigurationError"}:
                plain.add(node.name)
            elif isinstance(node, ast.ClassDef) and any(re.search(r"(Exception|Error)$", base) for base in bases):
                others.add(node.name)
    assert len(plain) >= 13 and others - {"InPlainWords"} == CAUGHT_BY_NAME
    raised = {
        ast.unparse(node.exc.func).split(".")[-1]
        for path in program_files()
        for node in ast.walk(ast.parse((PROJECT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    }
    assert plain <= raised | {"InPlainWords"}, "an error that nobody raises is not needed"


def test_every_module_has_a_floor() -> None:
    homeless = [path for path in program_files() if height(module_name(path), (*ANALYSIS, *ETL)) is None]
    assert not homeless
    assert {path.split("/")[0] for path in program_files()} == {"dashboard.py", "pages", "analysis", "etl"}


def test_pages_are_short_and_hold_no_sql() -> None:
    wrong: list[str] = []
    for path in program_files():
        text = (PROJECT / path).read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if path == "dashboard.py" and lines > ENTRY_LINES:
            wrong.append(f"{path}:{lines}: the entry has at most {ENTRY_LINES} lines")
        if path.startswith("pages/") and height(module_name(path), ANALYSIS) == ANALYSIS.index(PAGES) and lines > PAGE_LINES:
            wrong.append(f"{path}:{lines}: a page has at most {PAGE_LINES} lines")
        if path.startswith(("pages/", "dashboard.py")):
            constants = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
            wrong += [
                f"{path}:{node.lineno}: a question belongs in analysis/release/questions"
                for node in constants
                if isinstance(node.value, str) and SQL.search(node.value)
            ]
    assert not wrong, "\n".join(wrong)


def test_rows_leave_as_records_or_as_lines_of_a_table() -> None:
    """An answer is handed on as a frame or as its question's records (`rows_of`); a table without a record as its `lines`."""
    untyped = re.compile(r"(?<!query_params)\.to_dict\(|\b(?:Mapping|dict)\[Any, Any\]")
    wrong = [
        f"{path}: {found.group()}"
        for path in program_files()
        for found in untyped.finditer((PROJECT / path).read_text(encoding="utf-8"))
        if (path, found.group()) != ("analysis/words/fields.py", ".to_dict(")
    ]
    assert not wrong, "\n".join(wrong)


def test_every_question_begins_by_saying_what_one_row_is() -> None:
    questions = [path for path in files() if path.startswith("analysis/release/questions/") and path.endswith(".sql")]
    assert questions
    assert not [path for path in questions if path.count("/") != 4], "a question lies in the folder of its subject"
    assert not [path for path in questions if not (PROJECT / path).read_text(encoding="utf-8").startswith("-- ")]


def test_nothing_names_a_path_of_one_machine() -> None:
    wrong: list[str] = []
    for path in files():
        content = (PROJECT / path).read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            if OF_ONE_MACHINE.search(line):
                wrong.append(f"{path}:{number}: {line.strip()[:100]}")
    assert not wrong, "\n".join(wrong)


def test_every_page_that_a_link_names_is_there_and_the_one_that_it_says() -> None:
    wrong: list[str] = []
    for path in program_files():
        text = (PROJECT / path).read_text(encoding="utf-8")
        for page, said in re.findall(r'"((?:violence|projects|extracts)/\w+\.py)"(?:, (?:label=)?"([^"]*)")?', text):
            if not (PROJECT / "pages" / page).exists():
                wrong.append(f"{path}: {page} is not there")
            for name in ("Data", "History"):
                if (said.startswith(f"{name}:") or said.endswith(f"the {name} page")) and page != f"extracts/{name.lower()}.py":
                    wrong.append(f"{path}: {page} is not the page {name}")
    assert not wrong, "\n".join(wrong)


def test_the_plan_of_the_house_names_what_is_there() -> None:
    plan = (PROJECT / "docs" / "house.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:analysis|etl|pages|data|tests)/[\w/.]+)`", plan)
    assert len(named) > 20 and not [path for path in named if not (PROJECT / path).exists()]
    rooms = {path.split("/")[1] for path in program_files() if path.startswith(("analysis/", "etl/")) and path.count("/") > 1}
    assert rooms <= set(re.findall(r"^  (\w+)/", plan, re.M)), "each room stands in the plan"


def test_no_data_are_committed() -> None:
    wrong = [
        path
        for path in files()
        if path.endswith(DATA_FILES)
        and path != "data/partnerships/safer_plymouth/zones.geojson"
        and not (path.startswith(MADE_UP) and (PROJECT / path).stat().st_size <= SMALL)
    ]
    assert not wrong
    words = "tests/golden/messages.csv"  # what the door says, no data
    large = [path for path in files() if path.endswith(".csv") and path != words and (PROJECT / path).stat().st_size > SMALL]
    assert not large, "a table of this size is data, not reference"
