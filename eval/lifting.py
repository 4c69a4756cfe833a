"""How much of our English survives drafting, and why the rest does not.

    python eval/lifting.py epo_Latn glg_Latn

Drafts each language twice by Apertium: from the plain wordings, as a run does, and from all English
wordings, to see what plainness is worth. Writes results/lifting.md.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from polyglot_synth.cli.draft import reasons
from polyglot_synth.config import RunConfig
from polyglot_synth.draft import Desk
from polyglot_synth.language import PackFile, load_pack

RESULTS = Path(__file__).parent / "results" / "lifting.md"
LISTED = 9


def all_plain(source: PackFile) -> PackFile:
    """Take every wording for a plain one."""
    wording = {
        concept: [each.model_copy(update={"plain": True}) for each in said]
        for concept, said in source.wording.items()
    }
    return source.model_copy(update={"wording": wording})


def drafted(desk: Desk, tag: str) -> PackFile:
    """Draft a language and read the draft."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{tag}.yaml"
        file.write_text(desk.draft(desk.pack(tag)), encoding="utf-8")
        return load_pack(file).model


def lines(name: str, source: PackFile, pack: PackFile) -> list[str]:
    """Write what survived and why the rest did not."""
    draft = pack.draft
    assert draft is not None
    kept = sum(len(each) for each in pack.wording.values())
    asked = sum(w.plain for each in source.wording.values() for w in each)
    words = ", ".join(
        f"{lexicon} {len(entries)} of {len(source.words[lexicon])}"
        for lexicon, entries in pack.words.items()
    )
    told = [
        f"* {name}: **{kept} of {asked} wordings**, {len(pack.wording)} concepts. Words: {words}."
    ]
    for what, wanted in (("words", False), ("wordings", True)):
        counted = reasons(e for e in draft.left_out if (e.what.count("/") > 1) is wanted)
        why = "; ".join(f"{count} {reason}" for reason, count in counted.most_common(LISTED))
        told.append(f"  * {what} left out: {why}.")
    return told


def main(tags: list[str]) -> None:
    """Draft every language both ways."""
    text = ["# What survives drafting", "", "Made by `python eval/lifting.py`; Apertium.", ""]
    for tag in tags:
        with Desk(RunConfig(translator="apertium")) as desk:
            source = desk.source
            text += [f"## {tag}", "", *lines("plain wordings", source.model, drafted(desk, tag))]
            desk.source = replace(source, model=all_plain(source.model))
            text += [*lines("all wordings", desk.source.model, drafted(desk, tag)), ""]
            print("\n".join(text[-8:]), flush=True)
    RESULTS.write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
