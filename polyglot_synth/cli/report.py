"""`polyglot-synth report OUT`: the bias-audit report of a finished run, made again."""

from __future__ import annotations

import click

from polyglot_synth.cli.shared import config_of


@click.command()
@click.argument("out", type=click.Path())
@click.option(
    "--lid-model", metavar="FILE", help="The fastText model of languages, if the run had one."
)
@click.option("--quiet", is_flag=True, help="Say nothing but problems.")
@click.pass_context
def report(ctx: click.Context, /, out: str, lid_model: str | None, *, quiet: bool) -> None:
    """Write report.html and report.json of a finished run again.

    OUT is a folder that generate has made: its rows are counted anew, and the swap test is tried
    again where packs, concepts and detectors are those of the run.
    """
    from pathlib import Path  # noqa: PLC0415 - light start

    from polyglot_synth.report.again import remake  # noqa: PLC0415

    config = config_of(ctx)
    if lid_model:
        config = config.model_copy(update={"lid_model": lid_model})
    made = remake(Path(out), config)
    if quiet:
        return
    if made.left_out:
        click.echo(made.left_out)
    for language, figures in made.report.items():
        for finding in figures["findings"]:
            click.echo(f"{language}: {finding['sentence']}")
    click.echo(f"{made.out}/report.html")
