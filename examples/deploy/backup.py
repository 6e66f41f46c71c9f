"""Save and restore the home of a host on SQLite, while it runs.

    python backup.py save /var/lib/trainkit /var/backups/trainkit
    python backup.py restore /var/backups/trainkit/trainkit-20261126T0300.tar.gz /var/lib/trainkit

An archive holds each store as SQLite's own backup makes it, the settings and the journals of fault
searches. It is written whole or not at all, read back before it counts, and for its owner only.
Keep TRAINKIT_KEY apart from it: without the key a sealed store cannot be read by anybody.
"""

import argparse
import datetime as dt
import os
import sqlite3
import sys
import tarfile
import tempfile
from pathlib import Path

KEPT = 14
PLAIN = ("host.toml", "config.toml", "*.campaign", "*.policies", "words/*.json")


def save(home: Path, folder: Path, now: dt.datetime) -> Path:
    """Write an archive of a home, and delete all but the latest; return the archive.

    Where the store is another one, such as PostgreSQL, the archive has settings and words only.
    """
    stores = sorted(home.glob("*.db"))
    if not stores and not (home / "host.toml").is_file():  # which may name another store
        raise SystemExit(f"{home} holds no store: is it the folder of --home?")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"trainkit-{now:%Y%m%dT%H%M%S}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder) as work:
        for store in stores:
            _copy_store(store, Path(work) / store.name)
        made = Path(work) / "archive"
        made.touch(mode=0o600)
        with made.open("wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz") as archive:
                for store in stores:
                    archive.add(Path(work) / store.name, store.name)
                for pattern in PLAIN:
                    for path in sorted(home.glob(pattern)):
                        archive.add(path, str(path.relative_to(home)))
            out.flush()
            os.fsync(out.fileno())
        made.rename(target)
    for old in sorted(folder.glob("trainkit-*.tar.gz"))[:-KEPT]:
        old.unlink()
    return target


def restore(archive: Path, home: Path) -> list[str]:
    """Put the files of an archive into a home without a store; return their names."""
    if any(home.glob("*.db")):
        raise SystemExit(f"{home} holds a store: stop the host, and move the folder away first")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as work:
        try:
            with tarfile.open(archive, "r:gz") as packed:
                packed.extractall(work, filter="data")
        except (OSError, EOFError, tarfile.TarError) as error:
            raise SystemExit(f"{archive} is damaged: {error}") from None
        files = sorted(path for path in Path(work).rglob("*") if path.is_file())
        for file in files:
            if file.suffix == ".db":
                _check_store(file)
        names = [file.relative_to(work) for file in files]
        for file, name in zip(files, names, strict=True):
            file.chmod(0o600)
            (home / name).parent.mkdir(mode=0o700, exist_ok=True)
            file.rename(home / name)
        return [str(name) for name in names]


def _copy_store(source: Path, target: Path) -> None:
    """Copy a store as it is at one moment, also while others write to it."""
    target.touch(mode=0o600)
    old = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    new = sqlite3.connect(target)
    try:
        old.backup(new)
    finally:
        new.close()
        old.close()
    _check_store(target)


def _check_store(path: Path) -> None:
    store = sqlite3.connect(path)
    try:
        found = store.execute("PRAGMA integrity_check").fetchone()[0]
        store.execute("SELECT count(*) FROM records").fetchone()
    except sqlite3.Error as error:
        found = str(error)
    finally:
        store.close()
    if found != "ok":
        raise SystemExit(f"{path.name} is damaged: {found}")


def main(words: list[str] | None = None) -> None:
    """Save or restore, as the first word says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, first, second in (("save", "home", "folder"), ("restore", "archive", "home")):
        command = commands.add_parser(name)
        command.add_argument(first, type=Path)
        command.add_argument(second, type=Path)
    said = parser.parse_args(words)
    if said.command == "save":
        print(save(said.home, said.folder, dt.datetime.now(dt.UTC)))  # noqa: TID251  a program of its own
    else:
        print("\n".join(restore(said.archive, said.home)))


if __name__ == "__main__":
    main(sys.argv[1:])
