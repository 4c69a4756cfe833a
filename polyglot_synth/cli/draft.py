"""`polyglot-synth languages draft TAG`, and `polyglot-synth TAG draft`."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from polyglot_synth.cli.shared import config_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from polyglot_synth.drafted import LeftOut
    from polyglot_synth.language import PackFile

_OPTIONS = (
    click.option(
        "--translator", metavar="NAME", required=True, help="Who translates: apertium, or pseudo."
    ),
    click.option("--concepts", default="*", help="Concepts or patterns, with commas between."),
    click.option("--out", metavar="DIR", default="drafts", show_default=True, help="Where to."),
    click.option("--cache", metavar="FILE", help="What was translated before."),
)
_LISTED = 12
_QUOTED = re.compile(r"'.*?'(?=[ ,.;)]|$)")
_PART = re.compile(r" \(.*\)|: .*$|; .*$")  # figures, words of one entry, a second reason


def draft_command(tag: str | None = None) -> click.Command:
    """Make the command, for one language or for those that are named."""

    def run(tags: tuple[str, ...] = (), **asked: Any) -> None:  # noqa: ANN401 - what options hold
        for one in tags or (str(tag),):
            _draft(one, **asked)

    summary = "Draft what a pack does not say yet: translated, lifted, checked; then read it."
    command = click.Command("draft", callback=run, help=summary)
    command.params = [] if tag else [click.Argument(["tags"], nargs=-1, required=True)]
    for option in _OPTIONS:
        option(command)
    return command


def _draft(name: str, translator: str, concepts: str, out: str, cache: str | None) -> None:
    from pathlib import Path  # noqa: PLC0415 - light start

    from polyglot_synth import write  # noqa: PLC0415
    from polyglot_synth.draft import Desk  # noqa: PLC0415
    from polyglot_synth.errors import Mendable  # noqa: PLC0415
    from polyglot_synth.language import load_pack  # noqa: PLC0415

    update = {"translator": translator, "concepts": concepts.split(","), "cache": cache}
    config = config_of(click.get_current_context()).model_copy(update=update)
    with Desk(config) as desk:
        pack = desk.pack(name)
        if pack.model.wording or pack.model.words:
            sentence = f"{pack.model.tag} says something already; a draft is for one that does not"
            raise Mendable.saying(sentence, file=pack.file)
        if lacking := desk.lacking(pack.model.tag):
            raise Mendable.saying(lacking)
        file = Path(out) / f"{pack.model.tag}.yaml"
        if file.exists():
            raise Mendable.saying("stands already; take it away, or name another --out", file=file)
        write.atomically(file, desk.draft(pack).encode())
        asked, called = desk.counts()
    _say(load_pack(file).model, file, asked, called)


def _say(pack: PackFile, file: Path, asked: int, called: int) -> None:
    draft = pack.draft
    assert draft is not None
    left = Counter(each.what.split("/")[0] for each in draft.left_out)
    for lexicon, entries in pack.words.items():
        click.echo(f"  {lexicon}: {len(entries)} words, {left.pop(lexicon, 0)} left out")
    wordings = sum(len(each) for each in pack.wording.values())
    click.echo(f"  {wordings} wordings of {len(pack.wording)} concepts, {left.total()} left out")
    for reason, count in reasons(draft.left_out).most_common(_LISTED):
        click.echo(f"  {count:5} left out: {reason}")
    independent = "independent" if draft.independent else "not independent of the way there"
    click.echo(f"  way back: {draft.back or 'none'}" + (f" ({independent})" if draft.back else ""))
    click.echo(f"  {asked:,} texts asked for, {called:,} of them translated")
    click.echo(f"  written to {file}; no speaker has read it")


def reasons(left_out: Iterable[LeftOut]) -> Counter[str]:
    """Count why things were left out, without what is quoted of each.

    >>> from polyglot_synth.drafted import LeftOut
    >>> reasons([LeftOut(what="noun/mango", why="the translator does not know 'mango'")])
    Counter({'the translator does not know ...': 1})
    """
    return Counter(_PART.sub("", _QUOTED.sub("...", each.why)) for each in left_out)
