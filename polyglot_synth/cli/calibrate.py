"""`polyglot-synth languages calibrate TAG`, and `polyglot-synth TAG calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from polyglot_synth.cli.shared import config_of

if TYPE_CHECKING:
    from polyglot_synth.calibrate import Calibration

_OPTIONS = (
    click.option(
        "--reference",
        metavar="DIR",
        required=True,
        type=click.Path(path_type=Path),
        help="Human translations: TAG.txt, eng_Latn.txt and documents.txt, line by line.",
    ),
    click.option("--name", help="What the reference is called. [default: the folder's name]"),
    click.option("--detectors", help="Detectors to measure and trust, with commas between."),
    click.option(
        "--lid-model", metavar="FILE", help="A fastText model of languages, such as GlotLID."
    ),
    click.option(
        "--translator",
        metavar="NAME",
        help="Fit too what drafts of this translator are probed by: the way back, and embeddings.",
    ),
)


def calibrate_command(tag: str | None = None) -> click.Command:
    """Make the command, for one language or for those that are named."""

    def run(  # noqa: PLR0913, PLR0917 - what the options hold
        reference: Path,
        name: str | None,
        detectors: str | None,
        lid_model: str | None,
        translator: str | None,
        tags: tuple[str, ...] = (),
    ) -> None:
        asked = tuple(part.strip() for part in (detectors or "").split(",") if part.strip())
        for one in tags or (str(tag),):
            _calibrate(one, reference, name, asked, lid_model, translator)

    summary = "Fit a pack's bounds on human translations, and rewrite it from bounds: on."
    command = click.Command("calibrate", callback=run, help=summary)
    command.params = [] if tag else [click.Argument(["tags"], nargs=-1, required=True)]
    for option in _OPTIONS:
        option(command)
    return command


def _calibrate(  # noqa: PLR0913, PLR0917 - what the options hold
    name: str,
    folder: Path,
    called: str | None,
    detectors: tuple[str, ...],
    lid_model: str | None,
    translator: str | None,
) -> None:
    from polyglot_synth.calibrate import calibrate, open_reference  # noqa: PLC0415 - light start
    from polyglot_synth.language import (  # noqa: PLC0415
        find_pack,
        load_pack,
        pack_files,
        unknown_language,
    )
    from polyglot_synth.translators import OPINIONS, load_translator  # noqa: PLC0415

    files = pack_files(config_of(click.get_current_context()).language_folders())
    tag = find_pack(name, files)
    if tag is None:
        raise unknown_language(name, files)
    wanted = [translator, *(each for each in OPINIONS if each != translator)] if translator else []
    found = calibrate(
        load_pack(files[tag]),
        open_reference(folder, called),
        detectors=detectors,
        lid_model=lid_model,
        translators=[load_translator(each) for each in wanted],
    )
    _say(found, files[tag])


def _say(found: Calibration, file: Path) -> None:
    fit, detection = found.fit, found.detection
    click.echo(f"{found.tag}: {fit.sentence()}")
    for check, share in fit.rejected.items():
        bound = fit.bounds.get(check)
        sides = [] if bound is None else [bound.low, bound.high]
        said = " to ".join("-" if side is None else f"{side:g}" for side in sides)
        click.echo(f"  {check:12} {share:7.2%} rejected  {said}")
    for name, trust in detection.trusts.items():
        named = ", ".join(f"{share:.1%} from {start}" for start, share in trust.named.items())
        click.echo(f"  {name} calls it {trust.label}: {named} letters on")
    for other, share in detection.confusable.items():
        click.echo(f"  {share:.1%} of {other} passes too")
    click.echo(f"  written to {file}")
