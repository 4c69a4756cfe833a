"""A language drafted whole: words, then wordings, then what the pack's own check lets stand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import regex

from polyglot_synth.concept import Concept
from polyglot_synth.draft.lifting import Desk
from polyglot_synth.draft.tables import Tables
from polyglot_synth.draft.ways import Ways
from polyglot_synth.draft.wordings import Wordings, draft_wordings
from polyglot_synth.draft.words import Drafter, Entries
from polyglot_synth.draft.writing import drafted_file
from polyglot_synth.drafted import Draft, LeftOut
from polyglot_synth.errors import Mendable, Problem
from polyglot_synth.grammar import Speaker, plural_categories
from polyglot_synth.language import LanguagePack, PackFile, load_pack
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.numerals import Counts
from polyglot_synth.packcheck import check_pack
from polyglot_synth.text import normal_form

_WORDING = regex.compile(r"wording\.([^.]+)\.(\d+)")
_ENTRY = regex.compile(r"words\.([^.]+)\.([^.]+)")
_TABLE = regex.compile(r"agree\('([^']+)'\)")


@dataclass(frozen=True)
class Subject:
    """What is drafted: the pack that says who the language is, from which pack, what it can say."""

    identity: LanguagePack
    source: PackFile
    source_hash: str
    concepts: Mapping[str, Concept]
    lexicons: Lexicons


def draft_pack(subject: Subject, ways: Ways) -> str:
    """Draft a language; gives the text of a whole pack file, which checks.

    Raises `Mendable` where the identity pack itself does not check, `TranslatorError` where the
    translator gives up.
    """
    entries = {name: Drafter(name, subject.source, ways).entries() for name in _lexicons(subject)}
    pack = _with_words(subject, entries, ways)
    tables = Tables()
    speaker = Speaker(pack, subject.lexicons, next(iter(pack.digits)))
    wordings = draft_wordings(subject.concepts, subject.source, speaker, Desk(ways, tables))
    left_out = [left for found in entries.values() for left in found.left_out]
    return _checked(subject, pack, wordings, _Told(ways, tables, left_out))


def _lexicons(subject: Subject) -> list[str]:
    """List what the concepts draw from that are said plainly, and the source has carriers for."""
    plain = [
        c for c in subject.concepts.values() if any(w.plain for w in subject.source.said(c.id))
    ]
    needed = {kind for concept in plain for kind in concept.holds().values()}
    return [name for name in subject.source.carriers if name in needed]


def _with_words(subject: Subject, entries: Mapping[str, Entries], ways: Ways) -> PackFile:
    nouns = [found for found in entries.values() if found.classes]
    cases = list(dict.fromkeys(case for found in entries.values() for case in found.cases))
    classes = list(dict.fromkeys(name for found in nouns for name in found.classes))
    kept = {name: found.words for name, found in entries.items() if found.words}
    update: dict[str, Any] = {
        "paradigms": {name: _paradigm(subject.source, name, words) for name, words in kept.items()},
        "opposites": {k: v for k, v in subject.source.opposites.items() if k in kept},
        "features": {"number": ["sg", "pl"], **({"class": classes} if classes else {})},
        "counts": _counts(subject.identity.model, cases) if "noun" in kept else None,
        "verdicts": _verdicts(subject.source, ways),
        "words": kept,
    }
    update["styles"] = _styles(subject.source, update["verdicts"], ways)
    return subject.identity.model.model_copy(update=update)


def _paradigm(
    source: PackFile, lexicon: str, words: Mapping[str, Mapping[str, str | None]]
) -> dict[str, dict[str, str]]:
    """Take the forms that entries have, with the features that the source gives each."""
    of_source = source.paradigms.get(lexicon, {})
    forms = dict.fromkeys(form for entry in words.values() for form in entry if form != "class")
    return {
        form: dict(of_source.get(form) or of_source.get(form.rpartition("_")[0], {}))
        for form in forms
    }


def _counts(identity: PackFile, cases: list[str]) -> Counts:
    categories = plural_categories(identity.cldr) or {"other"}
    one = {"one": "sg"} if "one" in categories else {}
    cased = {
        case: {**({"one": f"sg_{case}"} if one else {}), "other": f"pl_{case}"} for case in cases
    }
    return Counts(order="{n} {noun}", other="pl", cases=cased, **one)


def _verdicts(source: PackFile, ways: Ways) -> dict[str, str]:
    found = ways.there([f"{said}." for said in source.verdicts.values()])
    return {
        word: each.text.rstrip(".").strip()
        for word, each in zip(source.verdicts, found, strict=True)
        if each.text and not each.marks
    }


def _styles(source: PackFile, verdicts: Mapping[str, str], ways: Ways) -> dict[str, dict[str, str]]:
    return {
        kind: {name: _style(text, source, verdicts, ways) for name, text in frames.items()}
        for kind, frames in source.styles.items()
    }


def _style(text: str, source: PackFile, verdicts: Mapping[str, str], ways: Ways) -> str:
    """Translate the label before a verdict, such as `Answer:`; a style without it has none."""
    lines = []
    for line in text.split("\n"):
        label = line.partition("{{")[0].strip()
        if not label:
            lines.append(line)
            continue
        word = next(iter(verdicts), "")
        said = ways.there([f"{label} {source.verdicts[word]}."])[0].text if word else ""
        before = said.removesuffix(f"{verdicts.get(word, '')}.")
        lines.append(line.replace(f"{label} ", before if before != said else ""))
    return "\n".join(lines)


@dataclass(frozen=True)
class _Told:
    """What a draft tells of its making."""

    ways: Ways
    tables: Tables
    left_out: list[LeftOut]

    def draft(self, subject: Subject, wordings: Wordings) -> Draft:
        ways = self.ways
        return Draft(
            by=f"{ways.forth.name} {ways.forth.revision(ways.source, ways.target)}",
            licence=ways.forth.licence,
            source=f"{subject.source.tag}@{subject.source_hash}",
            back=" or ".join(f"{r.name} {r.revision('', '')}" for r in ways.home) or None,
            independent=ways.independent,
            speller=ways.speller.name if ways.speller else None,
            wordings=wordings.evidence,
            left_out=[*self.left_out, *wordings.left_out],
        )


def _checked(subject: Subject, pack: PackFile, wordings: Wordings, told: _Told) -> str:
    """Leave out what the check of packs finds wrong, until nothing is."""
    while True:
        said = pack.model_copy(
            update={"wording": wordings.kept, "agreement": _used(told.tables, wordings)}
        )
        draft = told.draft(subject, wordings)
        text = normal_form(drafted_file(Path(subject.identity.file), said, draft))
        problems = _problems(subject, text)
        if not problems:
            return text
        pack = _without(pack, wordings, told.left_out, problems)


def _used(tables: Tables, wordings: Wordings) -> dict[str, dict[str, object]]:
    texts = " ".join(
        text
        for each in wordings.kept.values()
        for wording in each
        for text in [
            wording.prompt,
            *(r.verdict + r.reason for r in wording.responses.values()),
        ]
    )
    named = set(_TABLE.findall(texts))
    return {name: table for name, table in tables.written().items() if name in named}


def _problems(subject: Subject, text: str) -> list[Problem]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{subject.identity.model.tag}.yaml"
        file.write_text(text, encoding="utf-8")
        return check_pack(load_pack(file), subject.concepts, subject.lexicons)


def _without(
    pack: PackFile, wordings: Wordings, left_out: list[LeftOut], problems: list[Problem]
) -> PackFile:
    """Take out the wordings and words that have problems; others are no draft's fault."""
    drop: dict[tuple[str, int], str] = {}
    words = {lexicon: dict(entries) for lexicon, entries in pack.words.items()}
    for problem in problems:
        if found := _WORDING.match(problem.path):
            drop.setdefault((found[1], int(found[2])), problem.sentence)
        elif (found := _ENTRY.match(problem.path)) and words.get(found[1], {}).pop(found[2], None):
            left_out.append(LeftOut(what=f"{found[1]}/{found[2]}", why=problem.sentence))
        elif not _whole_concept(problem, wordings, drop):
            raise Mendable([replace(problem, file=f"draft of {pack.tag}", line=0, column=0)])
    for (concept, index), why in sorted(drop.items(), reverse=True):
        wordings.drop(concept, index, why)
    return pack.model_copy(update={"words": words})


def _whole_concept(problem: Problem, wordings: Wordings, drop: dict[tuple[str, int], str]) -> bool:
    concept = problem.path.removeprefix("wording.")
    places = list(_indices(wordings, concept))
    drop.update({(concept, index): problem.sentence for index in places})
    return bool(places)


def _indices(wordings: Wordings, concept: str) -> Iterator[int]:
    return iter(range(len(wordings.kept.get(concept, []))))
