"""Lexicons: what can be spoken of, apart from any language; an id is the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from polyglot_synth.errors import Mendable, Problem, nearest
from polyglot_synth.yamlfile import Model, Source, load

Rows = list[tuple[str, ...]]
Rules = list[tuple[str, str]]


class LexiconFile(Model):
    """One file of ``templates/lexicons``: entries by id, or rows over another lexicon.

    `rules`: pairs of columns, of which the first brings the second about; where it does not, and
    nobody believes so, `holds` is false.
    """

    format: Literal[1]
    about: str
    entries: dict[str, dict[str, Any]] | None = None
    lexicon: str | None = None
    columns: list[str] | None = None
    rules: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = []
    holds: bool = True
    rows: list[dict[str, str]] | None = None


@dataclass(frozen=True)
class Relation:
    """Ids that are drawn together as a row, such as cause and effect.

    `rules`: which of them brings which about, where that `holds`; else which does not.
    """

    lexicon: str
    rows: Rows
    domains: list[str]
    rules: Rules
    holds: bool


@dataclass
class Lexicons:
    """All lexicons of a templates folder: fields by id, by name; and the relations over them."""

    entries: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)

    def ids(self, name: str, tag: str | None = None) -> list[str]:
        """List the ids of a lexicon in file order, or only those that carry a tag."""
        every = self.entries[name]
        return [i for i, fields in every.items() if tag is None or tag in fields.get("tags", ())]

    def kinds(self, name: str) -> tuple[Rows, Rows, Rows]:
        """Read each entry with what it is (orange, fruit), the other way round, and siblings."""
        pairs = [(i, str(f["is_a"])) for i, f in self.entries[name].items() if "is_a" in f]
        return list(pairs), [(b, a) for a, b in pairs], self._siblings(name, 2)

    def taxonomy(self, name: str) -> tuple[Rows, Rows, Rows]:
        """Read three kinds off ``is_a``: (orange, fruit, mango), (fruit, food, mango), siblings."""
        parent = {i: fields["is_a"] for i, fields in self.entries[name].items() if "is_a" in fields}
        pairs = permutations(parent, 2)
        cousins: Rows = [(a, parent[a], c) for a, c in pairs if parent[a] == parent[c]]
        chains: Rows = [(b, parent[b], c) for c, b in parent.items() if b in parent]
        return cousins, chains, self._siblings(name, 3)

    def _siblings(self, name: str, width: int) -> Rows:
        """List kinds of one kind in every order (orange, mango, banana): none is the other.

        Kinds that have kinds below them (bird, animal) may overlap, and are left out.
        """
        below: dict[str, list[str]] = {}
        parents = {fields.get("is_a") for fields in self.entries[name].values()}
        for i, fields in self.entries[name].items():
            if "is_a" in fields and i not in parents:
                below.setdefault(str(fields["is_a"]), []).append(i)
        return [row for kinds in below.values() for row in permutations(kinds, width)]


def load_lexicons(folders: Sequence[Path]) -> Lexicons:
    """Read every lexicon of the folders; a later folder may add files, not replace one.

    Raises `Mendable` with every problem of every file.
    """
    found = Lexicons()
    problems: list[Problem] = []
    sources: dict[str, Source[LexiconFile]] = {}
    for file in (file for folder in folders for file in sorted(folder.glob("lexicons/*.yaml"))):
        if file.stem in sources:
            sentence = f"there is a lexicon {file.stem} already; give this one another name"
            problems.append(Problem(str(file), 0, 0, "", sentence))
            continue
        try:
            sources[file.stem] = load(file, LexiconFile)
        except Mendable as error:
            problems.extend(error.problems)
    listed = {name for name, source in sources.items() if source.model.entries is not None}
    for name in sorted(sources, key=lambda name: name not in listed):
        problems.extend(_add(found, name, sources[name], listed))
    if problems:
        raise Mendable(problems)
    return found


def _add(
    found: Lexicons, name: str, source: Source[LexiconFile], listed: AbstractSet[str]
) -> Iterator[Problem]:
    """Add entries, or a relation; its ids are known where a file has listed them before."""
    file = source.model
    if file.entries is not None and file.rows is None:
        found.entries[name] = file.entries
        yield from _odd_entries(source, file.entries)
    elif file.rows and file.columns and file.lexicon:
        known = found.entries[file.lexicon] if file.lexicon in listed else None
        yield from _odd_rows(source, file.columns, file.rows, known)
        for index, rule in enumerate(file.rules):
            for column in set(rule) - {*file.columns}:
                sentence = f"no column {column}; {nearest(column, file.columns)}"
                yield source.problem(("rules", index), sentence)
        rows = [tuple(row.get(column, "") for column in file.columns) for row in file.rows]
        domains = [row.get("domain", "") for row in file.rows]
        rules = [(row.get(a, ""), row.get(b, "")) for row in file.rows for a, b in file.rules]
        found.relations[name] = Relation(file.lexicon, rows, domains, rules, file.holds)
        everything = found.entries.setdefault(file.lexicon, {})
        everything.update({i: {} for row in rows for i in row if i not in everything})
    else:
        yield source.problem((), "write either entries, or lexicon, columns and rows")


def _odd_entries(
    source: Source[LexiconFile], entries: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    for i, fields in entries.items():
        if not isinstance(fields.get("tags", []), list):
            yield source.problem(("entries", i, "tags"), "a list is wanted here, such as [goods]")
        if (parent := str(fields.get("is_a", i))) not in entries:
            yield source.problem(
                ("entries", i, "is_a"), f"no entry {parent}; {nearest(parent, entries)}"
            )


def _odd_rows(
    source: Source[LexiconFile],
    columns: list[str],
    rows: list[dict[str, str]],
    known: Mapping[str, Any] | None,
) -> Iterator[Problem]:
    for index, row in enumerate(rows):
        unknown = sorted({*row} - {*columns, "domain"})
        for column in unknown:
            sentence = f"no column {column}; {nearest(column, {*columns, 'domain'})}"
            yield source.problem(("rows", index, column), sentence)
        for column in () if unknown else sorted({*columns} - {*row}):
            yield source.problem(("rows", index), f"the column {column} is missing")
        for column in sorted({*columns} & {*row}):
            if known is not None and row[column] not in known:
                sentence = f"no entry {row[column]}; {nearest(row[column], known)}"
                yield source.problem(("rows", index, column), sentence)
