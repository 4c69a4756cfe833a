"""`polyglot-synth languages ...`, and the same commands below each language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from polyglot_synth.cli.calibrate import calibrate_command
from polyglot_synth.cli.draft import draft_command
from polyglot_synth.cli.generate import generate
from polyglot_synth.cli.review import review_command
from polyglot_synth.cli.shared import config_of, kindly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyglot_synth.arguments import Frame
    from polyglot_synth.inputs import Inputs
    from polyglot_synth.language import PackFile, Variety, Wording


_LISTED = 12  # of many ids only the first are said
_variety = click.option("--variety", help="Say it as in another variety of the language.")


@click.group()
def languages() -> None:
    """List, begin, check, calibrate, draft and adopt language packs."""


languages.add_command(calibrate_command())
languages.add_command(draft_command())


@languages.command("list")
@click.pass_context
def list_languages(ctx: click.Context) -> None:
    """List the packs: tag, name, what they say, and how many wordings a speaker has read."""
    from polyglot_synth.inputs import load_inputs  # noqa: PLC0415 - light start
    from polyglot_synth.language import pack_files  # noqa: PLC0415

    tags = list(pack_files(config_of(ctx).language_folders()))
    inputs = load_inputs(config_of(ctx).model_copy(update={"languages": tags}))
    for tag in tags:
        pack, said = inputs.packs[tag].model, inputs.sayable(tag)
        wordings = pack.readable()
        read = sum(wordings.values())
        says = f"{len(said)} concepts, {len(wordings)} wordings, {read} read by a speaker"
        click.echo(
            f"{tag:10} {pack.name} ({pack.autonym}), {pack.variety or 'no variety named'}: "
            + (says if wordings else "gates, and says nothing yet")
        )


@languages.command("check")
@click.argument("tags", nargs=-1)
@click.pass_context
def check_languages(ctx: click.Context, tags: tuple[str, ...]) -> None:
    """Check packs over the whole lexicon; all of them where none is named."""
    from polyglot_synth.language import pack_files  # noqa: PLC0415 - light start

    _check(ctx, list(tags) or list(pack_files(config_of(ctx).language_folders())))


def _check(ctx: click.Context, tags: list[str]) -> None:
    from polyglot_synth.check import CHECKS, missing_bounds  # noqa: PLC0415 - light start
    from polyglot_synth.errors import Mendable  # noqa: PLC0415
    from polyglot_synth.inputs import load_inputs  # noqa: PLC0415
    from polyglot_synth.packcheck import check_packs  # noqa: PLC0415
    from polyglot_synth.packcheck.missing import unargued  # noqa: PLC0415
    from polyglot_synth.packcheck.out import put_out  # noqa: PLC0415
    from polyglot_synth.packcheck.words import missing_words  # noqa: PLC0415

    inputs = load_inputs(config_of(ctx).model_copy(update={"languages": tags}))
    begun = [pack for pack in inputs.packs.values() if pack.model.bounds or pack.model.wording]
    problems = check_packs(inputs, every_variety=True) + missing_bounds(begun, CHECKS)
    if problems:
        raise Mendable(problems)
    for tag, pack in inputs.packs.items():
        unsaid = [name for name in inputs.concepts if name not in inputs.sayable(tag)]
        if not pack.model.wording:
            does = "gates" if pack.model.bounds else "is begun, is not calibrated"
            click.echo(f"{tag}: {does}, and says nothing yet")
            if len(tags) == 1:
                _missing(pack.model, inputs)
            continue
        click.echo(f"{tag}: {len(pack.model.examples)} examples render, all forms are there")
        for name, variety in pack.model.varieties.items():
            click.echo(f"  as in {name}: {_otherwise(variety)} words otherwise, all can be said")
        for lexicon, ids in missing_words(pack.model, inputs.lexicons).items():
            some = ", ".join(ids[:_LISTED]) + (" ..." if ids[_LISTED:] else "")
            click.echo(f"  no words yet for {len(ids)} of {lexicon}: {some}")
        for sentence in put_out(pack.model):
            click.echo(f"  {sentence}")
        if unsaid := [name for name in unsaid if not pack.model.wording.get(name)]:
            click.echo(f"  no wording yet for {len(unsaid)} concepts")
            _missing(pack.model, inputs)
        for concept, things in unargued(pack.model, inputs.concepts):
            click.echo(f"  {concept} lacks {', '.join(things)}: no argument is put together")


def _missing(pack: PackFile, inputs: Inputs) -> None:
    """Say what each concept lacks that the pack does not say yet."""
    from polyglot_synth.packcheck.missing import lacking  # noqa: PLC0415 - light start

    for concept, things in lacking(pack, inputs.concepts, inputs.lexicons):
        click.echo(f"  {concept} lacks {', '.join(things)}")


@languages.command("new")
@click.argument("tag")
@click.option("--out", metavar="DIR", default="languages", show_default=True, help="Where to.")
@click.pass_context
def new_language(ctx: click.Context, tag: str, out: str) -> None:
    """Begin a pack from Unicode's CLDR; what it is not sure of says so."""
    from pathlib import Path  # noqa: PLC0415 - light start

    from polyglot_synth import write  # noqa: PLC0415
    from polyglot_synth.errors import Mendable  # noqa: PLC0415
    from polyglot_synth.language import load_pack, pack_files  # noqa: PLC0415
    from polyglot_synth.newpack import skeleton  # noqa: PLC0415

    file = Path(config_of(ctx).languages_dir or out) / f"{tag}.yaml"
    text = skeleton(tag, pack_files(config_of(ctx).language_folders()).get(tag))
    if file.exists():
        raise Mendable.saying("stands already, and is not touched", file=file)
    write.atomically(file, text.encode())
    load_pack(file)
    unsure = sum("unsure" in line for line in text.splitlines())
    click.echo(f"{file}: begun; {unsure} lines say unsure. What to do next: languages/README.md")


@languages.command("examples")
@click.argument("tags", nargs=-1, required=True)
@click.pass_context
def examples_of_languages(ctx: click.Context, tags: tuple[str, ...]) -> None:
    """Write a pack's examples anew, from what it says today, for you to read."""
    from polyglot_synth.examples import write_examples  # noqa: PLC0415 - light start
    from polyglot_synth.inputs import load_inputs  # noqa: PLC0415

    inputs = load_inputs(config_of(ctx).model_copy(update={"languages": list(tags)}))
    for tag, pack in inputs.written.items():
        click.echo(f"{pack.file}: {write_examples(inputs, tag)} examples; read every one")


@languages.command("adopt")
@click.argument("file", type=click.Path())
@click.option("--out", metavar="DIR", help="A folder of packs. [default: where its pack stands]")
@click.pass_context
def adopt_language(ctx: click.Context, file: str, out: str | None) -> None:
    """Check a drafted pack and make it the language's pack, or change nothing."""
    from pathlib import Path  # noqa: PLC0415 - light start

    from polyglot_synth.adopt import adopt_draft  # noqa: PLC0415

    written = adopt_draft(Path(file), config_of(ctx), Path(out) if out else None)
    click.echo(f"{written}: adopted; no speaker has read it: polyglot-synth {written.stem} review")


def _otherwise(variety: Variety) -> int:
    return sum(len(entries) for entries in variety.words.values())


def language_command(tag: str) -> click.Group:
    """Make the command of one language."""
    group = click.Group(
        tag, help=f"Generate, sample, show, check, calibrate, draft or review {tag}."
    )
    own = (_generate(tag), _sample(tag), _show(tag), _check_one(tag))
    for command in (*own, calibrate_command(tag), draft_command(tag), review_command(tag)):
        group.add_command(kindly(command))
    return group


def _generate(tag: str) -> click.Command:
    ours = {"languages", "varieties"}
    options = [option for option in generate.params if option.name not in ours]
    callback = generate.callback
    assert callback is not None

    def run(variety: str | None, **options: Any) -> None:  # noqa: ANN401 - what the options hold
        varieties = {tag: variety} if variety else None
        callback(languages=tag, varieties=varieties, **options)

    command = click.Command("generate", params=options, callback=run, help=generate.help)
    return _variety(command)


def _sample(tag: str) -> click.Command:
    @click.command()
    @click.option(
        "--rows",
        type=click.IntRange(min=1),
        default=2,
        show_default=True,
        help="Rows of each concept.",
    )
    @click.option("--seed", default=7, show_default=True, help="Another seed, other rows.")
    @click.option("--concepts", default="*", help="Concepts or patterns, with commas between.")
    @click.option("--english/--no-english", default=True, help="Beside its English.")
    @_variety
    @click.pass_context
    def sample(ctx: click.Context, /, rows: int, *, english: bool, **asked: Any) -> None:  # noqa: ANN401
        """Show rows of each concept, unchecked, beside their English."""
        from polyglot_synth.cli.samples import show_samples  # noqa: PLC0415 - light start

        update = {
            "seed": asked["seed"],
            "concepts": asked["concepts"].split(","),
            "varieties": {tag: asked["variety"]} if asked["variety"] else {},
        }
        show_samples(config_of(ctx).model_copy(update=update), [tag], rows, english=english)

    return sample


def _show(tag: str) -> click.Command:
    @click.command()
    @click.pass_context
    def show(ctx: click.Context) -> None:
        """Show what the pack holds."""
        from polyglot_synth.language import load_pack, pack_files  # noqa: PLC0415 - light start

        pack = load_pack(pack_files(config_of(ctx).language_folders())[tag]).model
        click.echo(
            f"{pack.name} ({pack.autonym}), {pack.tag}, {pack.variety or ''} {pack.register_}"
        )
        click.echo(f"origin: {pack.origin.source}; {pack.origin.licence}")
        click.echo(f"read by: {', '.join(pack.origin.reviewed_by or []) or 'no speaker yet'}")
        asked = [name for name, trust in pack.detectors.items() if trust.has_a_say]
        click.echo(f"told from other languages by: {', '.join(asked) or 'nobody yet'}")
        for other, share in pack.confusable.items():
            click.echo(f"  {share:.1%} of human {other} passes for it")
        for lexicon, entries in pack.words.items():
            click.echo(f"  {len(entries):4} {lexicon}")
        for name, variety in pack.varieties.items():
            click.echo(f"  {_otherwise(variety):4} words said otherwise as in {name}")
        for concept, wordings in pack.wording.items():
            click.echo(f"  {concept}: {_ids(wordings)}")
        if pack.arguments:
            click.echo(f"  arguments: {_ids(pack.arguments.frames)}")

    return show


def _ids(said: Sequence[Wording] | Sequence[Frame]) -> str:
    """Name wordings or frames, and which of them are out."""
    return ", ".join(each.id + " (out)" * (each.out is not None) for each in said)


def _check_one(tag: str) -> click.Command:
    @click.command()
    @click.pass_context
    def check(ctx: click.Context) -> None:
        """Check the pack over the whole lexicon."""
        _check(ctx, [tag])

    return check
