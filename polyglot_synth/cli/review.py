"""`polyglot-synth TAG review`: a sheet for speakers goes out, and their verdicts come back."""

from __future__ import annotations

from pathlib import Path

import click

from polyglot_synth.cli.shared import config_of

_OPTIONS = (
    click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="A .csv or .xlsx."),
    click.option(
        "--readers",
        type=click.IntRange(min=1),
        default=2,
        show_default=True,
        help="How many sheets, each in an order of its own.",
    ),
    click.option("--seed", default=7, show_default=True, help="Another seed, other examples."),
    click.option(
        "--read",
        "files",
        metavar="FILE",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A filled sheet; once for each reader.",
    ),
    click.option(
        "--reader",
        "names",
        metavar="NAME",
        multiple=True,
        help="Who read it, in the order of --read. [default: the name in the sheet]",
    ),
    click.option("--write", is_flag=True, help="Move the verdicts into the pack."),
)
_HELP = """Write a sheet for speakers (--out), or read filled ones (--read).

A wording that two readers call fine throughout becomes reviewed; one that a reader would never say
is out. A frame that arguments are put together in is judged as one wording. Without --write it is
only shown."""


def review_command(tag: str) -> click.Command:
    """Make the command of one language."""

    def run(  # noqa: PLR0913 - the options
        *,
        out: Path | None,
        readers: int,
        seed: int,
        files: tuple[Path, ...],
        names: tuple[str, ...],
        write: bool,
    ) -> None:
        if (out is None) == (not files):
            raise click.UsageError("give --out to write sheets, or --read to read them")
        if out is not None:
            _write(tag, out, readers, seed)
        else:
            _read(tag, files, names, write=write)

    command = click.Command("review", callback=run, help=_HELP)
    for option in _OPTIONS:
        option(command)
    return command


def _write(tag: str, out: Path, readers: int, seed: int) -> None:
    from polyglot_synth.inputs import load_inputs  # noqa: PLC0415 - light start
    from polyglot_synth.review import write_sheets  # noqa: PLC0415

    config = config_of(click.get_current_context()).model_copy(update={"languages": [tag]})
    for file in write_sheets(load_inputs(config), tag, out, readers, seed):
        click.echo(f"written: {file}")


def _read(tag: str, files: tuple[Path, ...], names: tuple[str, ...], *, write: bool) -> None:
    from polyglot_synth.language import load_pack, pack_files  # noqa: PLC0415 - light start
    from polyglot_synth.review import read_sheets  # noqa: PLC0415

    pack = load_pack(pack_files(config_of(click.get_current_context()).language_folders())[tag])
    found = read_sheets(pack, files, names, write=write)
    for line in found.told:
        click.echo(line)
    if not found.moves:
        click.echo("nothing is to be moved into the pack")
    elif write:
        click.echo(f"written to {pack.file}")
    else:
        click.echo(f"nothing is written; --write moves this into {pack.file}")
