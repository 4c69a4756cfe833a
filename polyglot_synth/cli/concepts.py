"""`polyglot-synth concepts ...`."""

from __future__ import annotations

from typing import Any

import click

from polyglot_synth.cli.samples import show_samples
from polyglot_synth.cli.shared import config_of


@click.group()
def concepts() -> None:
    """List, check and sample concepts."""


@concepts.command("list")
@click.pass_context
def list_concepts(ctx: click.Context) -> None:
    """List the concepts: how their label is checked, and how many numbers each has."""
    from polyglot_synth.draw import Drawer  # noqa: PLC0415 - light start

    loaded, lexicons = _load(config_of(ctx))
    for name, concept in loaded.items():
        capacity = Drawer(concept, lexicons, 0).capacity
        pairs = "pairs" if len(concept.faces) > 1 else "rows"
        click.echo(f"{name:36} {concept.file.label_source:9} {capacity:>20,} {pairs}")
        click.echo(f"{'':36} {concept.file.about}")


@concepts.command("check")
@click.pass_context
def check_concepts(ctx: click.Context) -> None:
    """Check every concept and its English."""
    from polyglot_synth.errors import Mendable  # noqa: PLC0415 - light start
    from polyglot_synth.inputs import load_inputs  # noqa: PLC0415
    from polyglot_synth.packcheck.pivots import pivot_problems  # noqa: PLC0415

    inputs = load_inputs(config_of(ctx).model_copy(update={"languages": ["eng_Latn"]}))
    if problems := pivot_problems(inputs):
        raise Mendable(problems)
    click.echo(f"{len(inputs.concepts)} concepts: labels proved, English complete")


@concepts.command("sample")
@click.argument("concept", default="*")
@click.option("--languages", default="eng_Latn", show_default=True, help="With commas between.")
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Rows of each concept.",
)
@click.option("--seed", default=7, show_default=True, help="Another seed, other rows.")
@click.pass_context
def sample_concepts(ctx: click.Context, concept: str, languages: str, rows: int, seed: int) -> None:
    """Show rows of a concept (or of a pattern), unchecked."""
    config = config_of(ctx).model_copy(update={"concepts": [concept], "seed": seed})
    show_samples(config, languages.split(","), rows, english=True)


def _load(config: Any) -> Any:  # noqa: ANN401 - imported late
    from polyglot_synth.concept import load_concepts  # noqa: PLC0415 - light start
    from polyglot_synth.lexicon import load_lexicons  # noqa: PLC0415

    lexicons = load_lexicons(config.template_folders())
    return load_concepts(config.template_folders(), lexicons), lexicons
