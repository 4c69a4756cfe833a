"""`polyglot-synth export OUT`: a run's rows as trainers read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from polyglot_synth.export import Outcome


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--format",
    type=click.Choice(["messages", "preference", "text"]),
    required=True,
    help="Chats, pairs to prefer one of, or plain text.",
)
@click.option("--commercial", is_flag=True, help="Only rows whose licence is clean.")
@click.option("--unreviewed", is_flag=True, help="Rows that no speaker has read too.")
@click.option(
    "--language", "languages", metavar="TAG", multiple=True, help="This one only; may be repeated."
)
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="A folder, or a file .parquet or .jsonl. [default: OUT/export/FORMAT]",
)
@click.option("--as", "kind", type=click.Choice(["parquet", "jsonl"]), help="[default: parquet]")
@click.option("--quiet", is_flag=True, help="Say nothing but problems.")
@click.option("--json", "as_json", is_flag=True, help="Say the counts as JSON.")
def export(*, quiet: bool, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Write the rows of a finished run as messages, preference pairs or text.

    Only rows whose wording a speaker has read, unless --unreviewed. Preference pairs are made where
    another row's answer can be shown to be wrong; rows without one are left out and counted.
    """
    from polyglot_synth.export import Request  # noqa: PLC0415 - light start
    from polyglot_synth.export import export as run  # noqa: PLC0415

    outcome = run(Request(**options))
    if as_json:
        click.echo(json.dumps(outcome.report, ensure_ascii=False, sort_keys=True))
    elif not quiet:
        _say(outcome)


def _say(outcome: Outcome) -> None:
    for language, counts in outcome.report["languages"].items():
        why = ", ".join(f"{reason} {count:,}" for reason, count in counts["left_out"].items())
        click.echo(
            f"{language}: {counts['exported']:,} rows exported of {counts['rows']:,}"
            + (f" (left out: {why})" if why else "")
        )
    click.echo(f"{outcome.to}  {outcome.report['signature']}")
