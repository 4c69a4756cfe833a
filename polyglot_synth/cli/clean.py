"""`polyglot-synth gate`, `filter` and `verify FILE`: anybody's rows, cleaned or judged."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from polyglot_synth.cli.shared import Function, folders, keep_away, languages_dir

if TYPE_CHECKING:
    from polyglot_synth.clean import Job, Outcome

_OPTIONS = (
    click.argument("file", type=click.Path()),
    click.option("--language", required=True, help="Its tag or name."),
    click.option(
        "--map",
        "pairs",
        metavar="OURS=THEIRS,...",
        help="Which column is our prompt, response, pivot_prompt (its English), pivot_response.",
    ),
    click.option("--out", required=True, help="The folder to make."),
    click.option("--quiet", is_flag=True, help="Say nothing but problems."),
    click.option("--json", "as_json", is_flag=True, help="Say the counts as JSON."),
    languages_dir,
    click.pass_context,
)


def _with_options(function: Function) -> Function:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command()
@_with_options
@click.option("--lid-model", metavar="FILE", help="A fastText model to ask for the language too.")
@keep_away
def gate(
    ctx: click.Context,
    /,
    lid_model: str | None,
    keep_away: tuple[str, ...],
    **options: Any,  # noqa: ANN401
) -> None:
    """Remove rows that are not in the language, damaged, or unlike their English.

    FILE is Parquet, JSON lines (.jsonl, .ndjson, .json), CSV or TSV. Every row is kept or removed
    with a reason; checks for which it has no columns are left out.
    """
    from polyglot_synth.clean import gate as clean  # noqa: PLC0415 - light start

    _run(ctx, options, lambda job: clean(job, lid_model=lid_model, keep_away=keep_away))


@click.command("filter")
@_with_options
@click.option(
    "--near",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.9,
    show_default=True,
    help="Likeness from which on two prompts are near; 1 removes exact repeats only.",
)
def filter_(ctx: click.Context, /, near: float, **options: Any) -> None:  # noqa: ANN401
    """Remove rows that say again what an earlier row says.

    FILE is Parquet, JSON lines (.jsonl, .ndjson, .json), CSV or TSV. Prompts are compared; every
    row is kept or removed with a reason.
    """
    from polyglot_synth.clean import filter_duplicates as clean  # noqa: PLC0415 - light start

    _run(ctx, options, lambda job: clean(job, near=near))


@click.command()
@_with_options
def verify(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401
    """Judge answers to our questions: verdicts, counter-examples, mended arguments, sums, code.

    FILE holds rows that this tool made, with anybody's answers in the column response; an answer in
    free words needs no column style. Every row is kept or removed with a reason.
    """
    from polyglot_synth.clean import verify as clean  # noqa: PLC0415 - light start

    _run(ctx, options, clean)


def _run(ctx: click.Context, options: dict[str, Any], clean: Callable[[Job], Outcome]) -> None:
    from polyglot_synth.cli.progress import progress  # noqa: PLC0415 - light start
    from polyglot_synth.run import Progress  # noqa: PLC0415

    quiet, as_json = options["quiet"], options["as_json"]
    try:
        with progress(quiet=quiet or as_json) as watch:
            outcome = clean(
                _job(ctx, options, lambda read, rows: watch(Progress(read, rows, read)))
            )
    except KeyboardInterrupt:
        click.echo("stopped; nothing is written", err=True)
        sys.exit(130)
    if as_json:
        click.echo(json.dumps(outcome.report, ensure_ascii=False, sort_keys=True))
    elif not quiet:
        _say(outcome)


def _job(ctx: click.Context, options: dict[str, Any], watch: Callable[[int, int], None]) -> Job:
    from pathlib import Path  # noqa: PLC0415 - light start

    from polyglot_synth.clean import Job  # noqa: PLC0415
    from polyglot_synth.clean.mapping import parse_map  # noqa: PLC0415

    return Job(
        file=Path(options["file"]),
        language=options["language"],
        out=Path(options["out"]),
        columns=parse_map(options["pairs"]) if options["pairs"] is not None else {},
        languages_dir=options["languages_dir"] or folders(ctx).get("languages_dir"),
        watch=watch,
    )


def _say(outcome: Outcome) -> None:
    for language, figures in outcome.report.items():
        reasons = ", ".join(f"{name} {count:,}" for name, count in figures["rejected_by"].items())
        click.echo(
            f"{language}: {figures['accepted']:,} rows accepted of {figures['made']:,}"
            + (f" (removed: {reasons})" if reasons else "")
        )
        read = [f"{ours}={theirs}" for ours, theirs in figures["columns"].items() if ours != theirs]
        if read:
            click.echo(f"read as: {', '.join(read)}")
        for why in dict.fromkeys(figures["left_out"].values()):
            names = [name for name, because in figures["left_out"].items() if because == why]
            click.echo(f"left out, {why}: {', '.join(names)}")
        if idle := [name for name, said in figures["checks"].items() if not said["judged"]]:
            click.echo(f"had nothing to judge: {', '.join(idle)}")
        if figures["replaced"]:
            click.echo(f"columns of the file replaced by ours: {', '.join(figures['replaced'])}")
    click.echo(f"{outcome.out}/data  {outcome.seconds:.1f} s  {outcome.signature}")
