"""`polyglot-synth generate`: a run from options, a config file, or both."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from polyglot_synth.cli.shared import folders, keep_away, languages_dir, pairs, templates_dir

if TYPE_CHECKING:
    from polyglot_synth.run import Outcome


@click.command()
@click.argument("config_file", metavar="[RUN.yaml]", required=False, type=click.Path())
@click.option(
    "--languages",
    help="Tags or names, with commas between. [default: eng_Latn,mar_Deva,swh_Latn]",
)
@click.option(
    "--variety",
    "varieties",
    metavar="LANGUAGE=VARIETY",
    multiple=True,
    callback=pairs,
    help="Say a language as in another variety of it, such as swahili=KE; several times for "
    "several languages.",
)
@click.option("--concepts", help="Concepts or patterns such as 'fallacies/*', with commas between.")
@click.option(
    "--rows", type=click.IntRange(min=1), help="Accepted rows per language. [default: 300]"
)
@click.option("--out", help="The folder to make. [default: out/run]")
@click.option("--seed", type=int, help="Another seed, other rows. [default: 7]")
@click.option(
    "--near",
    type=click.FloatRange(min=0, max=1, min_open=True),
    help="Prompts alike from here on repeat; 1: exact only. [default: 0.97]",
)
@click.option("--workers", type=click.IntRange(min=0), help="Processes. [default: one a core]")
@click.option(
    "--lid-model",
    metavar="FILE",
    help="A fastText model of languages to ask too; calibrate the languages with it first.",
)
@click.option(
    "--golden",
    metavar="FILE",
    multiple=True,
    help="Human-written rows to mix in; several times for several files.",
)
@click.option(
    "--golden-share",
    type=click.FloatRange(0.05, 0.2),
    help="Which part of the rows they are. [default: 0.1]",
)
@keep_away
@click.option(
    "--translator",
    metavar="NAME",
    help="Who drafts the languages that their packs do not say yet: apertium, or pseudo to try.",
)
@click.option("--cache", metavar="FILE", help="What was translated before. [default: the user's]")
@click.option(
    "--probe",
    is_flag=True,
    default=None,
    help="Probe what wordings mean before the first row, as where a translator is named.",
)
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--quiet", is_flag=True, help="Say nothing but problems.")
@click.option("--json", "as_json", is_flag=True, help="Say the counts as JSON.")
@languages_dir
@templates_dir
@click.pass_context
def generate(ctx: click.Context, /, config_file: str | None, **options: Any) -> None:  # noqa: ANN401
    """Make a dataset: accepted rows per language, spread evenly over concepts."""
    from polyglot_synth.cli.progress import progress  # noqa: PLC0415 - light start
    from polyglot_synth.run import generate as run  # noqa: PLC0415

    quiet, as_json = options.pop("quiet"), options.pop("as_json")
    resume = options.pop("resume")
    config = _config(config_file, {**folders(ctx), **_given(options)})
    with progress(quiet=quiet or as_json) as watch:
        outcome = run(config, resume=resume, watch=watch)
    if as_json:
        click.echo(json.dumps(outcome.report, ensure_ascii=False, sort_keys=True))
    elif not quiet:
        _say(outcome)
    _exit(outcome)


def _given(options: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in options.items()
        if value not in (None, ())
    }
    for name in given.keys() & {"languages", "concepts"}:
        given[name] = [part.strip() for part in given[name].split(",") if part.strip()]
        if not given[name]:
            raise click.BadParameter("names nothing", param_hint=f"--{name}")
    return given


def _config(file: str | None, options: dict[str, Any]) -> Any:  # noqa: ANN401 - imported late
    from pathlib import Path  # noqa: PLC0415

    from polyglot_synth.config import RunConfig  # noqa: PLC0415
    from polyglot_synth.yamlfile import load  # noqa: PLC0415

    begun = load(Path(file), RunConfig).model.model_dump(exclude_unset=True) if file else {}
    return RunConfig(**{**begun, **{k: v for k, v in options.items() if v is not None}})


def _say(outcome: Outcome) -> None:
    for language, figures in outcome.report.items():
        reasons = ", ".join(f"{name} {count:,}" for name, count in figures["rejected_by"].items())
        click.echo(
            f"{language}: {figures['accepted']:,} rows accepted of {figures['made']:,} made"
            + (f" (removed: {reasons})" if reasons else "")
        )
        for measure, why in figures.get("probe", {}).get("no_evidence", {}).items():
            click.echo(f"  {measure} is no evidence: {why}")
    if outcome.done_before:
        click.echo(f"{outcome.out} was finished before; nothing is changed")
    click.echo(f"{outcome.out}/data  {outcome.seconds:.1f} s  {outcome.signature}")


def _exit(outcome: Outcome) -> None:
    for note in outcome.notes:
        click.echo(note, err=True)
    if outcome.short:
        click.echo("quotas not filled:", err=True)
    for stream in outcome.short:
        click.echo(
            f"  {stream.language} {stream.concept}: {stream.survivors:,} of {stream.quota:,} "
            f"numbers, {stream.read:,} read; see removed/{stream.language} for the reasons",
            err=True,
        )
    if outcome.short or outcome.notes:
        sys.exit(3)
