"""Plant defects in human translations and count how many of them the gates catch.

    python eval/gates.py REFERENCE [TAG ...] [--rows 400] [--out eval/results]

REFERENCE is a folder as `polyglot-synth languages calibrate` reads it. Only documents that no bound
was fitted on are used. Prints recall by defect and language, and what is rejected of clean text;
writes gates.md and gates.svg.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import ftfy.bad_codecs  # noqa: F401 - registers the codec that browsers really decode with
import polars as pl
import regex
from defects import NEGATIONS, SIBLINGS, wants
from gates_report import write_report

from polyglot_synth import digits
from polyglot_synth.calibrate.fitters import half
from polyglot_synth.calibrate.reference import Reference, open_reference, split
from polyglot_synth.check import CHECKS, mark, unjudged
from polyglot_synth.config import RunConfig
from polyglot_synth.language import PackFile, load_pack, pack_files

GATES = [check for check in CHECKS if check.gate]
Plant = Callable[["Row", PackFile, random.Random], str | None]


@dataclass(frozen=True)
class Row:
    """A passage, its English, the same passage in other languages, and another passage."""

    text: str
    english: str
    elsewhere: dict[str, str]
    another: str


def wrong_language(row: Row, pack: PackFile, chance: random.Random) -> str | None:
    """Give the passage in an unrelated language of the same script."""
    near = {*SIBLINGS.get(pack.tag, ()), pack.tag}
    others = [tag for tag in row.elsewhere if tag[4:] == pack.script and tag not in near]
    return row.elsewhere[chance.choice(others)] if others else None


def sibling(row: Row, pack: PackFile, chance: random.Random) -> str | None:
    """Give the passage in a language that is easily taken for this one."""
    others = [tag for tag in SIBLINGS.get(pack.tag, ()) if tag in row.elsewhere]
    return row.elsewhere[chance.choice(others)] if others else None


def other_script(row: Row, pack: PackFile, chance: random.Random) -> str | None:
    """Give the passage in a language of another script."""
    return row.elsewhere[chance.choice([t for t in row.elsewhere if t[4:] != pack.script])]


def number_changed(row: Row, pack: PackFile, chance: random.Random) -> str | None:  # noqa: ARG001
    """Change one digit of one number."""
    found = list(regex.finditer(r"\d+", row.text))
    if not found:
        return None
    match = chance.choice(found)
    place = chance.randrange(match.start(), match.end())
    zero = ord(row.text[place]) - int(row.text[place])
    now = chr(zero + (int(row.text[place]) + chance.randint(1, 8)) % 9 + 1)
    if now == row.text[place]:
        now = chr(zero + (int(now) % 9) + 1)
    return row.text[:place] + now + row.text[place + 1 :]


def number_dropped(row: Row, pack: PackFile, chance: random.Random) -> str | None:  # noqa: ARG001
    """Leave one number out."""
    found = list(regex.finditer(r"\d[\d.,:]*\d|\d", row.text))
    if not found:
        return None
    match = chance.choice(found)
    return row.text[: match.start()] + row.text[match.end() :]


def negation_dropped(row: Row, pack: PackFile, chance: random.Random) -> str | None:  # noqa: ARG001
    """Leave a word out that negates."""
    words = NEGATIONS.get(pack.tag)
    pattern = rf"(?i)(?<![\p{{L}}\p{{M}}])(?:{'|'.join(words or ['$^'])})(?![\p{{L}}\p{{M}}])\s?"
    found = regex.search(pattern, row.text)
    return row.text[: found.start()] + row.text[found.end() :] if found else None


def cut_in_half(row: Row, pack: PackFile, chance: random.Random) -> str | None:  # noqa: ARG001
    """Stop in the middle."""
    return half(row.text)


def source_copied(row: Row, pack: PackFile, chance: random.Random) -> str | None:  # noqa: ARG001
    """Leave it in English."""
    return row.english if pack.tag != "eng_Latn" else None


def words_shuffled(row: Row, pack: PackFile, chance: random.Random) -> str | None:  # noqa: ARG001
    """Shuffle all words but the last."""
    words = row.text.split()
    first = words[:-1]
    chance.shuffle(first)
    return " ".join([*first, *words[-1:]]) if len(set(words)) > 4 else None  # noqa: PLR2004


def a_loop(row: Row, pack: PackFile, chance: random.Random) -> str | None:  # noqa: ARG001
    """Go round and round over the last words, as a model does that found no end."""
    last = regex.findall(r"\X", row.text)[-40:]
    return row.text + " " + " ".join(["".join(last)] * 12)


def halves_joined(row: Row, pack: PackFile, chance: random.Random) -> str | None:  # noqa: ARG001
    """Begin as one passage and end as another."""
    return half(row.text) + row.another[len(half(row.another)) :]


def foreign_digits(row: Row, pack: PackFile, chance: random.Random) -> str | None:
    """Write the numbers in digits of a script that the language does not use."""
    if not regex.search(r"\d", row.text):
        return None
    foreign = chance.choice(
        [
            s
            for s in ("Beng", "Arab", "Deva", "Thai")
            if s in digits.ZEROS and s not in pack.digits and s != pack.script
        ]
    )
    plain = regex.sub(r"\d", lambda m: str(int(m.group())), row.text)
    return digits.in_script(plain, foreign)


def mojibake(row: Row, pack: PackFile, chance: random.Random) -> str | None:  # noqa: ARG001
    """Read UTF-8 as Windows-1252."""
    broken = row.text.encode().decode("sloppy-windows-1252")
    return broken if broken != row.text else None


def markup_left(row: Row, pack: PackFile, chance: random.Random) -> str | None:  # noqa: ARG001
    """Leave a tag and a character reference in."""
    words = row.text.split(" ")
    place = chance.randrange(len(words))
    kind = chance.choice(["<b>{}</b>", "{}&nbsp;", "<br/>{}", "&quot;{}&quot;", "{{{{ {} }}}}"])
    words[place] = kind.format(words[place])
    return " ".join(words)


PLANTS: dict[str, Plant] = {
    "wrong language": wrong_language,
    "sibling language": sibling,
    "other script": other_script,
    "source copied": source_copied,
    "a loop": a_loop,
    "mojibake": mojibake,
    "cut in half": cut_in_half,
    "number changed": number_changed,
    "number dropped": number_dropped,
    "foreign digits": foreign_digits,
    "markup left in": markup_left,
    "halves joined": halves_joined,
    "negation dropped": negation_dropped,
    "words shuffled": words_shuffled,
}

NEEDS_ENGLISH = {
    *("a loop", "cut in half", "number changed", "number dropped", "foreign digits"),
    *("halves joined", "negation dropped", "words shuffled"),
}


@dataclass(frozen=True)
class Found:
    """What came of a defect (or of clean text) in a language."""

    rows: int
    rejected: int
    by: dict[str, int]

    @property
    def share(self) -> float | None:
        """Give the rejected share; None where there was nothing to judge."""
        return self.rejected / self.rows if self.rows else None


def judged(batch: pl.DataFrame, pack: PackFile) -> Found:
    """Judge a batch by every gate whose columns are there."""
    batch = unjudged(batch.filter(pl.col("prompt").is_not_null()))
    if not batch.height:
        return Found(0, 0, {})
    for check in GATES:
        bound = check.bound(pack)
        if bound is not None and set(check.needs) <= set(batch.columns):
            batch = mark(batch, check, check.load()(batch, pack), bound)
    by = batch.drop_nulls("rejected_by")["rejected_by"].value_counts(sort=True)
    counts = dict(by.iter_rows())
    return Found(batch.height, sum(counts.values()), counts)


def rows_of(reference: Reference, pack: PackFile, size: int) -> list[Row]:
    """Take passages of held-out documents by chance, with what defects need."""
    passages = {tag: reference.passages(tag) for tag in reference.tags}
    held = split(passages[pack.tag].with_row_index("place"))[1]
    held = held.sample(min(size, held.height), seed=7).sort("place")
    places = held["place"].to_list()
    texts = {tag: batch["prompt"].gather(places).to_list() for tag, batch in passages.items()}
    own = texts[pack.tag]
    return [
        Row(
            text,
            texts["eng_Latn"][index],
            {tag: others[index] for tag, others in texts.items() if tag != pack.tag},
            own[(index + len(own) // 2) % len(own)],
        )
        for index, text in enumerate(own)
    ]


def measure(reference: Reference, pack: PackFile, size: int) -> Iterator[tuple[str, Found]]:
    """Give what comes of clean text and of each defect."""
    rows = rows_of(reference, pack, size)
    held = split(reference.passages(pack.tag))[1]
    english = {"pivot_prompt": [row.english for row in rows]} if pack.tag != "eng_Latn" else {}
    bounds = {name: bound for name, bound in pack.bounds.items() if name != "numbers"}
    apart = pack.model_copy(update={"bounds": bounds})
    yield "clean passages", judged(held, apart)
    alone = held.filter(pl.col("prompt").is_in(reference.lines(pack.tag)))
    yield "clean sentences", judged(alone, apart)
    yield "clean first six words", judged(split(reference.openings(pack.tag))[1], apart)
    if english:
        numbered = held.filter(pl.col("prompt").str.contains(r"\d"))
        bound = {"numbers": pack.bounds["numbers"]}
        only = pack.model_copy(update={"bounds": bound})
        found = judged(numbered, only)
        yield "clean, numbers alone", Found(numbered.height, found.by.get("numbers", 0), found.by)
    nothing = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
    for name, plant in PLANTS.items():
        if not english and name in NEEDS_ENGLISH:  # English is compared with no English
            continue
        chance = random.Random(f"{name} {pack.tag}")  # noqa: S311 - to be made again, not secret
        texts = [plant(row, pack, chance) for row in rows]
        batch = pl.DataFrame(
            {"prompt": pl.Series(texts, dtype=pl.String), "response": nothing, **english}
        )
        yield name, judged(batch, pack)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("tags", nargs=-1)
@click.option("--rows", default=400, help="Passages of each language.")
@click.option("--name", default="NTREX-128", help="What the reference is called.")
@click.option("--out", default="eval/results", type=click.Path(path_type=Path))
def main(folder: Path, tags: tuple[str, ...], rows: int, name: str, out: Path) -> None:
    """Measure, print, write."""
    reference = open_reference(folder, name)
    files = pack_files(RunConfig().language_folders())
    packs = {tag: load_pack(file).model for tag, file in files.items()}
    found: dict[str, dict[str, Found]] = {}
    for tag in tags or sorted(set(packs) & set(reference.tags)):
        found[tag] = dict(measure(reference, packs[tag], rows))
        shares = [f"{name} {one.share:.3f}" for name, one in found[tag].items() if one.rows]
        print(f"{tag}: {', '.join(shares)}", flush=True)
    if not tags:
        write_report(out, found, reference.name, rows, wants())


if __name__ == "__main__":
    main()
