"""Every check is a session here: ``nox -l`` lists them, ``nox -s tests`` runs the suite."""

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.10"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["tests", "lint"]

PROJECT = nox.project.load_toml("pyproject.toml")
EXTRAS = sorted(PROJECT["project"]["optional-dependencies"])
IN_PARALLEL = ("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")
# Too large, or useless without special hardware.
LEFT_OUT = {"all", "local"}
# One version, so that an index with builds for the processor alone can serve it: 190 MB, not 3 GB.
TORCH = "torch==2.13.0"
LOCAL_TESTS = "tests/adapters/llm"


def group(name: str) -> list[str]:
    """Return the requirements of a dependency group of pyproject.toml."""
    return list(nox.project.dependency_groups(PROJECT, name))


def group_of(folder: str, name: str) -> list[str]:
    """Return the requirements of a dependency group of another project."""
    return list(
        nox.project.dependency_groups(nox.project.load_toml(f"{folder}/pyproject.toml"), name)
    )


@nox.session
def tests(session: nox.Session) -> None:
    """Run the suite and the doctests on the Python that runs nox."""
    session.install("-e", ".[cli]", *group("tests"), *group("services"))
    # Models on this machine have a session of their own, with torch.
    suite = ("--doctest-modules", "src", "tests", f"--ignore={LOCAL_TESTS}", *session.posargs)
    session.run("pytest", *IN_PARALLEL, *suite, env={"TRAINKIT_REQUIRE_SDKS": "1"})


@nox.session(name="tests-all", python=["3.11", "3.12", "3.13", "3.14"])
def tests_all(session: nox.Session) -> None:
    """Run the suite on every supported Python that is installed."""
    session.install("-e", ".[cli]", *group("tests"), *group("services"))
    session.run("pytest", *IN_PARALLEL, "--doctest-modules", "src", "tests", *session.posargs)


@nox.session(venv_backend="virtualenv")  # pip knows where builds for this machine lie
def local(session: nox.Session) -> None:
    """Test models that run and are trained on this machine, with torch on its processor."""
    session.install(TORCH)
    session.install("-e", ".[cli,local]", "pytest", "hypothesis")
    session.run("pytest", LOCAL_TESTS, *session.posargs, env={"TRAINKIT_REQUIRE_LOCAL": "1"})


@nox.session(python=["3.12", "3.13", "3.14"])
def garmin(session: nox.Session) -> None:
    """Test Garmin with the newest garminconnect, which CI's Python 3.11 cannot install."""
    session.install("-e", ".[cli,garmin,crypto]", *group("tests"))
    logins = ("tests/adapters/test_garmin_login.py", "tests/cli/test_login.py")
    tested = ("tests/adapters/test_garmin.py", "tests/adapters/test_garmin_workouts.py")
    session.run("pytest", *tested, *logins, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types, floors, and changes of the public API since the last tag."""
    session.install("-e", ".[cli]", *group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("pyright")
    session.run("lint-imports", "--no-cache")
    tags = str(session.run("git", "tag", "--sort=-creatordate", external=True, silent=True))
    if tags.strip():
        session.run("griffe", "check", "-s", "src", "trainkit", "-a", tags.split(maxsplit=1)[0])


@nox.session
def sweep(session: nox.Session) -> None:
    """Run 300 plans, lives and lived plans, 2,000 days, ten years, 200 kills: 100 minutes."""
    session.install("-e", ".[cli,dask]", *group("tests"), *group("services"))
    clusters = ("tests/cohort/test_dask.py", "tests/planning/test_many_plans_on_dask.py")
    session.run("pytest", *clusters, env={"TRAINKIT_SWEEP": "1"})
    lives = [f"tests/planning/test_{name}.py" for name in ("sweep", "life_events", "other_sports")]
    session.run("pytest", *lives, env={"TRAINKIT_SWEEP": "300"})
    never = [f"tests/recovery/test_{name}.py" for name in ("never", "plans_followed")]
    session.run("pytest", *never, env={"TRAINKIT_SWEEP": "2000"})
    session.run("pytest", "tests/resilience", env={"TRAINKIT_SWEEP": "1"})
    session.run("pytest", "tests/coach/test_insights.py", env={"TRAINKIT_SWEEP": "100"})
    session.run("pytest", "tests/coach/voice", env={"TRAINKIT_SWEEP": "1"})
    whole = [
        *("tests/kit/test_hostile.py", "tests/io/test_log_damage.py"),
        *("tests/adapters/test_killed_syncs.py", "tests/jobs/test_two_servers.py"),
        *("tests/host/team/test_attacks.py", "tests/host/test_schema.py"),
        "tests/host/test_ends.py",
    ]
    session.run("pytest", *whole, env={"TRAINKIT_SWEEP": "1"})
    session.run("pytest", "tests/cli/test_fuzz.py", env={"TRAINKIT_FUZZ": "5000"})
    session.run("pytest", "-s", "tests/io/test_mutated_files.py", env={"TRAINKIT_FUZZ_S": "1200"})
    many = {"TRAINKIT_KILLS": "200", "TRAINKIT_SEEDS": "10"}
    killed = ("tests/test_kills.py", "tests/optimize", "tests/chaos", "tests/adapters")
    session.run("pytest", *killed, env=many)


@nox.session
def realdata(session: nox.Session) -> None:
    """Run the tests on real files; missing files fail."""
    session.install("-e", ".[cli]", *group("tests"), *group("services"))
    session.run("pytest", "-m", "realdata", *session.posargs, env={"TRAINKIT_REQUIRE_DATA": "1"})


@nox.session
def bench(session: nox.Session) -> None:
    """Run the benchmarks against peers; ``-- --write`` updates docs/benchmarks.md."""
    session.install("-e", ".[cli]", *group("bench"))
    one_thread = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1"
    )
    session.run("python", "benchmarks/run.py", *session.posargs, env=one_thread)
    if "--quick" not in session.posargs:
        session.run("python", "benchmarks/cohort_mornings.py", env=one_thread)


@nox.session
def load(session: nox.Session) -> None:
    """Load a host with 50 athletes, on a machine that does nothing else; ``-- --write``: docs."""
    session.install("-e", ".[cli,host]", *group("load"))
    session.run("python", "benchmarks/host_load.py", *session.posargs)


@nox.session
def validate(session: nox.Session) -> None:
    """Judge trainkit on data of real people; ``-- --write`` updates docs/validation.md."""
    session.install("-e", ".[cli]")
    session.run("python", "benchmarks/validate.py", *session.posargs)


@nox.session(name="bench-peers")
def bench_peers(session: nox.Session) -> None:
    """Compare cohorts and the optimizer with others, 40 minutes; ``-- --write`` updates docs."""
    session.install("-e", ".[cli]", *group("peers"))
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    session.run("python", "benchmarks/cohort_peers.py", env=one_thread)
    session.run("python", "benchmarks/optimizer_peers.py", *session.posargs, env=one_thread)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site; a broken link or reference fails."""
    session.install("-e", ".[cli]", *group("docs"))
    target = Path(session.create_tmp()) / "site"
    session.run(
        "mkdocs", "build", "--strict", "-f", "docs/site/mkdocs.yml", "-d", str(target.resolve())
    )


@nox.session
def demo(session: nox.Session) -> None:
    """Run the README's first command on a fresh install."""
    session.install("-e", ".[cli]")
    session.run("trainkit", "demo")


@nox.session
def plugin(session: nox.Session) -> None:
    """Test the example plugins and a new one as their authors do, from pip to pytest."""
    session.install("build", "mypy")
    session.install("-e", ".[cli]")
    for example in ("examples/plugin", "examples/oura"):
        built = Path(session.create_tmp()) / "dist" / Path(example).name
        session.run("python", "-m", "build", "--wheel", "-o", str(built), example)
        session.install(*map(str, built.glob("*.whl")), *group_of(example, "tests"))
        session.run("mypy", "--strict", "--config-file", os.devnull, f"{example}/src")
        session.run("trainkit", "plugins", "--check")
        with session.chdir(example):
            session.run("pytest")
    folder = Path(session.create_tmp()).resolve() / "new"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    session.run("trainkit", "plugins", "new", "store", "corner", "--folder", str(folder))
    session.install("-e", f"{folder / 'trainkit-corner'}[tests]")
    with session.chdir(folder / "trainkit-corner"):
        session.run("mypy", "--strict", "--config-file", os.devnull, "src")
        session.run("pytest")


@nox.session
def postgres(session: nox.Session) -> None:
    """Test the store and a host on a real PostgreSQL, on loopback and in a private folder."""
    session.install("-e", ".[cli]", *group("tests"), *group("services"))
    required = {"TRAINKIT_REQUIRE_POSTGRES": "1"}
    tested = ("tests/adapters/test_postgres.py", "tests/host/test_stories.py")
    session.run("pytest", *tested, *session.posargs, env=required)


@nox.session
@nox.parametrize("extra", ["none", *(name for name in EXTRAS if name not in LEFT_OUT)])
def extras(session: nox.Session, extra: str) -> None:
    """Run the suite without extras, and with each extra alone."""
    session.install("-e", "." if extra == "none" else f".[{extra}]", *group("tests"))
    session.run("pytest", *IN_PARALLEL, "tests", *session.posargs)


@nox.session
def oldest(session: nox.Session) -> None:
    """Run the suite on the oldest versions that pyproject.toml allows."""
    cli = PROJECT["project"]["optional-dependencies"]["cli"]
    requirements = PROJECT["project"]["dependencies"] + cli
    pins = Path(session.create_tmp()) / "oldest.txt"
    lowest = (requirement.replace(">=", "==") for requirement in requirements)
    pins.write_text(os.linesep.join(lowest), encoding="utf-8")
    session.install("-e", ".[cli]", "-c", str(pins), "pytest", "hypothesis")
    session.run("pytest", "tests", "-m", "not peers", *session.posargs)
