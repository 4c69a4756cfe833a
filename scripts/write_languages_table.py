"""Put the table of languages into README.md: from `<!-- languages -->` to `<!-- /languages -->`.

    python scripts/write_languages_table.py

What a pack can say is counted, and what its gates throw away of human text is read from the
sentence that `languages calibrate` left above its bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from polyglot_synth.config import RunConfig
from polyglot_synth.inputs import Inputs, load_inputs
from polyglot_synth.language import PackFile, pack_files

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"(<!-- languages -->\n).*?(<!-- /languages -->)", re.DOTALL)
LOST = re.compile(r"^# .*Together they reject ([\d.]+%) of [\d,]+ passages", re.MULTILINE)


def lost(file: Path) -> str:
    """Give the share of human passages that a pack's gates reject, as its calibration said it."""
    said = LOST.search(file.read_text(encoding="utf-8"))
    return said[1] if said else "not measured"


def digits(pack: PackFile) -> str:
    """Name the digits that rows have: their script, and its share where there are several."""
    if len(pack.digits) == 1:
        return next(iter(pack.digits))
    return ", ".join(f"{share:.0%} {script}" for script, share in pack.digits.items())


def table(head: str, rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table; a bar in a name would end its cell."""
    names = head.split(", ")
    lines = [
        names,
        ["---"] * len(names),
        *([cell.replace("|", r"\|") for cell in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def speaking(inputs: Inputs, files: dict[str, Path]) -> Iterator[list[str]]:
    """Write a row for each language that can be said."""
    for tag, pack in inputs.packs.items():
        if said := inputs.sayable(tag):
            wordings = pack.model.readable()
            speaks = f"{len(said)} concepts with {len(wordings)} wordings"
            read = f"{sum(wordings.values())} of {len(wordings)}"
            yield [*named(pack.model), speaks, read, digits(pack.model), lost(files[tag])]


def gating(inputs: Inputs, files: dict[str, Path]) -> Iterator[list[str]]:
    """Write a row for each language that can be gated and not said."""
    for tag, pack in inputs.packs.items():
        if not inputs.sayable(tag):
            yield [*named(pack.model), digits(pack.model), lost(files[tag])]


def named(pack: PackFile) -> list[str]:
    """Give tag, name and autonym."""
    return [f"`{pack.tag}`", pack.name, pack.autonym]


def languages() -> str:
    """Write both tables."""
    files = pack_files(RunConfig().language_folders())
    inputs = load_inputs(RunConfig(languages=sorted(files)))
    gates = list(gating(inputs, files))
    return "\n".join(
        [
            table(
                "tag, name, its own name, speaks, read by a speaker, digits, human text lost",
                list(speaking(inputs, files)),
            ),
            f"<details><summary>{len(gates)} more that gate only</summary>\n",
            table("tag, name, its own name, digits, human text lost", gates),
            "</details>\n",
        ]
    )


def renewed(text: str) -> str:
    """Give a text with its table of languages written anew."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{languages()}{found[2]}", text)


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
