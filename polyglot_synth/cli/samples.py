"""Showing rows on a terminal, beside their English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from polyglot_synth.config import RunConfig
    from polyglot_synth.inputs import Inputs


def show_samples(config: RunConfig, languages: Sequence[str], rows: int, *, english: bool) -> None:
    """Print the first rows of each concept in each language; they are not checked.

    Raises `Mendable` with all that is wrong with the packs where they cannot be said.
    """
    from polyglot_synth.errors import Mendable  # noqa: PLC0415 - light start
    from polyglot_synth.inputs import load_inputs  # noqa: PLC0415
    from polyglot_synth.packcheck import check_packs  # noqa: PLC0415

    config = config.model_copy(update={"languages": list(languages)})
    inputs = load_inputs(config)
    try:
        _show_all(config, inputs, rows, english=english)
    except Exception:
        if problems := check_packs(inputs):
            raise Mendable(problems) from None
        raise


def _show_all(config: RunConfig, inputs: Inputs, rows: int, *, english: bool) -> None:
    from polyglot_synth.say import Sayer  # noqa: PLC0415 - light start

    for tag, pack in inputs.packs.items():
        for name in inputs.sayable(tag):
            sayer = Sayer(
                inputs.concepts[name], pack.model, inputs.pivot.model, inputs.lexicons, config.seed
            )
            made = sayer.first(rows).head(rows)
            if not made.height:
                click.echo(
                    f"{name}: no row can be said yet; `languages check` says what is missing"
                )
            for row in made.iter_rows(named=True):
                _show(row, english=english and tag != inputs.pivot.model.tag)


def _show(row: dict[str, Any], *, english: bool) -> None:
    click.secho(f"{row['id']}  {row['wording']}  answer: {_one_line(row['answer'])}", fg="cyan")
    click.echo(f"{row['prompt']}\n→ {row['response']}")
    if english:
        click.secho(
            f"  {_indented(row['pivot_prompt'])}\n  → {_indented(row['pivot_response'])}", dim=True
        )
    click.echo()


def _one_line(text: str) -> str:
    return text.splitlines()[0] + (" ..." if "\n" in text else "")


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")
