"""Lexicons: what can be spoken of, apart from any language; an id is the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import Any

from polyglot_synth.errors import Mendable, Problem, nearest
from polyglot_synth.yamlfile import Model, Source, load

Rows = list[tuple[str, ...]]


class LexiconFile(Model):
    """One file of ``templates/lexicons``: entries by id, or rows over another lexicon."""

    format: int
    about: str
    entries: dict[str, dict[str, Any]] | None = None
    lexicon: str | None = None
    columns: list[str] | None = None
    rows: list[dict[str, str]] | None = None


@dataclass(frozen=True)
class Relation:
    """Ids that are drawn together as a row, such as cause and effect."""

    lexicon: str
    rows: Rows
    domains: list[str]


@dataclass
class Lexicons:
    """All lexicons of a templates folder: fields by id, by name; and the relations over them."""

    entries: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)

    def ids(self, name: str, tag: str | None = None) -> list[str]:
        """List the ids of a lexicon in file order, or only those that carry a tag."""
        every = self.entries[name]
        return [i for i, fields in every.items() if tag is None or tag in fields.get("tags", ())]

    def taxonomy(self, name: str) -> tuple[Rows, Rows]:
        """Read siblings (orange, fruit, mango) and chains (fruit, food, mango) off ``is_a``."""
        parent = {i: fields["is_a"] for i, fields in self.entries[name].items() if "is_a" in fields}
        pairs = permutations(parent, 2)
        siblings: Rows = [(a, parent[a], c) for a, c in pairs if parent[a] == parent[c]]
        chains: Rows = [(b, parent[b], c) for c, b in parent.items() if b in parent]
        return siblings, chains


def load_lexicons(folders: Sequence[Path]) -> Lexicons:
    """Read every lexicon of the folders; a later folder may add files, not replace one.

    Raises `Mendable` with every problem of every file.
    """
    found = Lexicons()
    problems: list[Problem] = []
    sources: dict[str, Source[LexiconFile]] = {}
    for file in (file for folder in folders for file in sorted(folder.glob("lexicons/*.yaml"))):
        try:
            sources[file.stem] = load(file, LexiconFile)
        except Mendable as error:
            problems.extend(error.problems)
    for name, source in sources.items():
        problems.extend(_add(found, name, source))
    if problems:
        raise Mendable(problems)
    return found


def _add(found: Lexicons, name: str, source: Source[LexiconFile]) -> Iterator[Problem]:
    file = source.model
    if file.entries is not None and file.rows is None:
        found.entries[name] = file.entries
        yield from _unknown_parents(source, file.entries)
    elif file.rows and file.columns and file.lexicon:
        yield from _odd_rows(source, file.columns, file.rows)
        rows = [tuple(row.get(column, "") for column in file.columns) for row in file.rows]
        domains = [row.get("domain", "") for row in file.rows]
        found.relations[name] = Relation(file.lexicon, rows, domains)
        everything = found.entries.setdefault(file.lexicon, {})
        everything.update({i: {} for row in rows for i in row if i not in everything})
    else:
        yield source.problem((), "write either entries, or lexicon, columns and rows")


def _unknown_parents(
    source: Source[LexiconFile], entries: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    for i, fields in entries.items():
        if (parent := fields.get("is_a", i)) not in entries:
            yield source.problem(
                ("entries", i, "is_a"), f"no entry {parent}; {nearest(parent, entries)}"
            )


def _odd_rows(
    source: Source[LexiconFile], columns: list[str], rows: list[dict[str, str]]
) -> Iterator[Problem]:
    for index, row in enumerate(rows):
        for column in sorted({*columns, *row} - ({*columns} & {*row}) - {"domain"}):
            sentence = (
                f"a row has {', '.join(columns)} and domain, so {column} is unknown or missing"
            )
            yield source.problem(("rows", index), sentence)
