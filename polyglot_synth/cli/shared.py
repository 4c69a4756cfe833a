"""What the commands share: options, and how problems are said."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=click.Command)
Function = Callable[..., Any]

languages_dir = click.option(
    "--languages-dir", metavar="DIR", help="A folder with language packs of your own."
)
templates_dir = click.option(
    "--templates-dir", metavar="DIR", help="A folder with concepts and lexicons of your own."
)
keep_away = click.option(
    "--keep-away",
    metavar="FILE",
    multiple=True,
    help="Texts that no row may share 8 words or 40 characters with, such as an evaluation set; "
    "several times for several files.",
)


def pairs(
    _ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]
) -> dict[str, str] | None:
    """Read what stands before and after the = of an option that may be given several times."""
    found: dict[str, str] = {}
    for text in given:
        language, _, variety = (part.strip() for part in text.partition("="))
        if not (language and variety):
            raise click.BadParameter(f"'{text}' is no LANGUAGE=VARIETY; write such as swahili=KE")
        if found.setdefault(language, variety) != variety:
            raise click.BadParameter(f"{language} is {found[language]} and {variety}; name one")
    return found or None


def kindly(command: Command) -> Command:
    """Make a command say what can be mended, one line a problem, and exit with 2."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            kindly(inner)
    elif command.callback is not None:
        command.callback = _kind(command.callback)
    return command


def _kind(callback: Function) -> Function:
    @functools.wraps(callback)
    def inner(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the command takes
        from polyglot_synth.errors import Mendable  # noqa: PLC0415 - light start

        try:
            return callback(*args, **options)
        except Mendable as error:
            click.echo(str(error), err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            click.echo("stopped; what is done is kept: go on with --resume", err=True)
            sys.exit(130)

    return inner


def folders(ctx: click.Context) -> dict[str, str | None]:
    """Give the folder options that stand before the command."""
    found: dict[str, str | None] = ctx.find_root().obj or {}
    return found


def config_of(ctx: click.Context) -> Any:  # noqa: ANN401 - imported late
    """Give a run's config with the folders that stand before the command."""
    from polyglot_synth.config import RunConfig  # noqa: PLC0415 - light start

    return RunConfig(**{k: v for k, v in folders(ctx).items() if v is not None})  # type: ignore[arg-type]
