"""What a run is asked for: the one immutable value that every stage is handed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

from pydantic import Field

from polyglot_synth.errors import Mendable, Problem, nearest
from polyglot_synth.yamlfile import Model

SHARE = 0.1  # of golden rows where nothing is said


class RunConfig(Model):
    """A run.

    `rows` are accepted rows for each language. Without a `seed` of your own two runs of the same
    config are the same run. `concepts` are ids or patterns such as ``fallacies/*``. `near` is the
    Jaccard likeness from which on a prompt repeats an earlier one, 1 for exact repeats alone: at
    0.97 every concept fills its share of 100,000 rows; at 0.95 code/prices, whose prompts differ
    by a thing and a number, ends at half of it. `golden` are files of human-written rows, which
    make up `golden_share` of the rows (0.1 where nothing is said). `keep_away` are files of texts,
    such as evaluation sets, with which no row may share 8 words or 40 characters. `varieties` say
    by language as in which variety it is said, where that is not the pack's own. `translator` names
    who drafts the languages that their packs do not say yet; `cache` is the file of what was
    translated before, for all runs. With `probe` every wording is probed before the first row, as
    it is where a translator is named.
    """

    languages: Annotated[list[str], Field(min_length=1)] = ["eng_Latn", "mar_Deva", "swh_Latn"]
    varieties: dict[str, str] = {}
    concepts: Annotated[list[str], Field(min_length=1)] = ["*"]
    rows: Annotated[int, Field(ge=1)] = 300
    out: str = "out/run"
    seed: int = 7
    near: Annotated[float, Field(gt=0, le=1)] = 0.97
    golden: list[str] = []
    golden_share: Annotated[float, Field(ge=0.05, le=0.2)] | None = None
    keep_away: list[str] = []
    workers: Annotated[int, Field(ge=0)] = 0  # 0: one for each core
    translator: str | None = None
    cache: str | None = None
    probe: bool = False
    probed: str | None = None  # set by the run itself: the file of what was probed
    lid_model: str | None = None
    languages_dir: str | None = None
    templates_dir: str | None = None

    @property
    def share(self) -> float:
        """The share of human-written rows."""
        return (self.golden_share or SHARE) if self.golden else 0.0

    def language_folders(self) -> list[Path]:
        """Give the folders that hold packs: ours, then the user's."""
        return shipped("languages") + _own(self.languages_dir, "--languages-dir", "*.yaml")

    def template_folders(self) -> list[Path]:
        """Give the folders that hold concepts and lexicons: ours, then the user's."""
        return shipped("templates") + _own(self.templates_dir, "--templates-dir", "*/*.yaml")


def shipped(name: str) -> list[Path]:
    """Find a folder of ours: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    found = [
        folder for folder in (package / "data" / name, package.parent / name) if folder.is_dir()
    ]
    return found[:1]


def _own(folder: str | None, option: str, pattern: str) -> list[Path]:
    if folder is None:
        return []
    if not Path(folder).is_dir():
        raise Mendable.saying(f"{option} {folder} is no folder")
    if not any(Path(folder).glob(pattern)):
        raise Mendable.saying(f"{option} {folder} holds no file {pattern}")
    return [Path(folder)]


def selected(patterns: Sequence[str], concepts: Iterable[str]) -> list[str]:
    """List the concepts that any pattern names, in name order.

    Raises `Mendable` for all patterns that name none, with the nearest.
    """
    known = sorted(concepts)
    problems = [
        Problem("", 0, 0, "", f"no concept {pattern}; {nearest(pattern, known)}")
        for pattern in patterns
        if not any(fnmatchcase(name, pattern) for name in known)
    ]
    if problems:
        raise Mendable(problems)
    return [name for name in known if any(fnmatchcase(name, pattern) for pattern in patterns)]


def package_version() -> str:
    """Name the version that is installed."""
    try:
        return version("polyglot-synth")
    except PackageNotFoundError:
        return "0+checkout"


def named(file: Path) -> str:
    r"""Give a file's name as text; bytes that are none as ``\xff``."""
    return os.fsencode(file.name).decode("utf-8", "backslashreplace")


def file_hash(file: Path) -> str:
    """Hash a file's bytes, in 12 hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:12]


def listings(files: Sequence[str]) -> list[str]:
    """Name files by their names and what is in them, wherever they stand.

    Raises `Mendable` for those that cannot be read.
    """
    found = []
    for file in map(Path, files):
        try:
            found.append(f"{named(file)}@{file_hash(file)}")
        except OSError as error:
            raise Mendable.saying(f"cannot be read: {error.strerror}", file=file) from None
    return found


def short_hash(value: object) -> str:
    """Hash anything that JSON holds, in 4 hexadecimal digits."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:4]
