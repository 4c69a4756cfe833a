"""The command tree: fixed commands, and one command for each language pack found in the folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from polyglot_synth.cli.shared import kindly, languages_dir, templates_dir

PACKAGE = "polyglot_synth.cli"


class Commands(click.Group):
    """Fixed commands first; any other name is looked up among the language packs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the fixed commands, then a command for each pack."""
        return [*super().list_commands(ctx), *_packs(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a fixed command, or a language by tag, name or BCP 47 tag."""
        if (fixed := super().get_command(ctx, cmd_name)) is not None:
            return fixed
        from polyglot_synth.cli.language import language_command  # noqa: PLC0415 - when needed
        from polyglot_synth.language import find_pack  # noqa: PLC0415

        tag = find_pack(cmd_name, _packs(ctx))
        return language_command(tag) if tag else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Offer the nearest names when there is no such command."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from polyglot_synth.errors import nearest  # noqa: PLC0415
            from polyglot_synth.language import called  # noqa: PLC0415

            packs = _packs(ctx)
            names = [name for file in packs.values() for name in called(file)]
            hint = nearest(args[0], super().list_commands(ctx), also=[*names, *packs])
            raise click.UsageError(f"no command or language {args[0]}; {hint}", ctx) from None


def _packs(ctx: click.Context) -> dict[str, Path]:
    from polyglot_synth.config import RunConfig  # noqa: PLC0415
    from polyglot_synth.errors import Mendable  # noqa: PLC0415
    from polyglot_synth.language import pack_files  # noqa: PLC0415

    try:
        config = RunConfig(languages_dir=ctx.params.get("languages_dir"))
        return pack_files(config.language_folders())
    except Mendable as error:
        raise click.UsageError(str(error), ctx) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@languages_dir
@templates_dir
@click.version_option(package_name="polyglot-synth")
@click.pass_context
def root(ctx: click.Context, /, **folders: Any) -> None:  # noqa: ANN401 - what the options hold
    """Make checked synthetic training data for languages the web has little of.

    Beside the commands below each language pack is a command: by its tag (swh_Latn), its name
    (swahili) or its short code (sw).
    """
    ctx.obj = folders


def _register() -> None:
    from polyglot_synth.cli.clean import filter_, gate, verify  # noqa: PLC0415
    from polyglot_synth.cli.concepts import concepts  # noqa: PLC0415
    from polyglot_synth.cli.export import export  # noqa: PLC0415
    from polyglot_synth.cli.generate import generate  # noqa: PLC0415
    from polyglot_synth.cli.language import languages  # noqa: PLC0415
    from polyglot_synth.cli.report import report  # noqa: PLC0415

    for command in (generate, languages, concepts, gate, filter_, verify, export, report):
        root.add_command(kindly(command))


_register()
