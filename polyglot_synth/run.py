"""A run: streams are read in waves until their quotas are full, then everything is written.

load and check -> plan quotas -> waves of units -> settle streams -> write -> report

Human text, where it is asked for, is taken before the first wave and written beside the rest.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from polyglot_synth import settle, write
from polyglot_synth.balance import Stream, quotas, short_of_capacity, shortfalls
from polyglot_synth.card import canary, card
from polyglot_synth.check import CHECKS, Check, missing_bounds
from polyglot_synth.config import RunConfig, listings, package_version, short_hash
from polyglot_synth.draft import Drafting, draft_missing
from polyglot_synth.draw import Drawer
from polyglot_synth.engines.local import LocalEngine
from polyglot_synth.errors import Mendable
from polyglot_synth.filters.keep_away import listed
from polyglot_synth.folder import WORK, prepare, refuse_used, writable
from polyglot_synth.golden import Golden, from_concepts, take_golden
from polyglot_synth.inputs import Inputs, fingerprint, load_inputs
from polyglot_synth.packcheck import check_packs
from polyglot_synth.probe import probed, told
from polyglot_synth.report import Panel, Tally, about, publish, swap_test
from polyglot_synth.say import sayable_share
from polyglot_synth.stopwatch import Stopwatch
from polyglot_synth.units import Unit, cut

_MOSTLY = 0.5  # of a concept's numbers can be said: then the first wave need not be wider


@dataclass
class Progress:
    """How far a run is: rows accepted so far, rows wanted, rows made."""

    accepted: int
    wanted: int
    made: int


@dataclass
class Outcome:
    """What a run came to. `short` lists the streams that ended below their quota.

    `notes` say which languages were left out, and what to do about it.
    """

    out: Path
    report: dict[str, Any]
    short: list[Stream] = field(default_factory=list)
    signature: str = ""
    seconds: float = 0.0
    done_before: bool = False
    notes: list[str] = field(default_factory=list)


Watch = Callable[[Progress], None]


def generate(config: RunConfig, *, resume: bool = False, watch: Watch | None = None) -> Outcome:
    """Make a dataset as a config asks, in its folder `out`.

    Raises `Mendable` for everything a person can mend: packs and concepts that do not hold, quotas
    over capacity, a folder that cannot be used, a full disk. What is done so far stays on disk.
    """
    start = time.monotonic()
    with writable(config):
        refuse_used(config, resume=resume)
        drafting = draft_missing(config)
    config = drafting.config
    inputs = load_inputs(config)
    _check(inputs)
    listed(config.keep_away)  # refuses lists that cannot be read, before all else
    streams = plan(config, inputs)
    with writable(config):
        config = probed(config, inputs)
        golden = take_golden(config, inputs.packs)
        out = prepare(config, inputs, resume=resume)
    if (done := out / "run.json").exists():
        was = json.loads(done.read_text(encoding="utf-8"))
        return replace(_finished(out, streams, was), notes=drafting.notes)
    run = _Run(config, inputs, streams, golden, out, watch or (lambda _: None), drafting)
    try:
        run.read()
        return run.write(time.monotonic() - start)
    except MemoryError:
        raise Mendable.saying(
            "out of memory; all that was done is kept: go on with --resume and fewer --workers"
        ) from None
    except OSError as error:
        raise Mendable.saying(
            f"{error.strerror or error} ({error.filename or out}); "
            "all that was done is kept: mend it and go on with --resume"
        ) from error


def plan(config: RunConfig, inputs: Inputs) -> list[Stream]:
    """Give each stream its quota. Raises `Mendable` where a concept has too few numbers.

    Golden rows count inside the rows that are asked for.
    """
    streams = []
    for language in sorted(inputs.packs):
        concepts = inputs.sayable(language)
        if not concepts:
            raise Mendable.saying(
                f"{language} has no wording for any of these concepts; draft them with "
                "--translator, such as --translator apertium"
            )
        faces = {name: len(inputs.concepts[name].faces) for name in concepts}
        rows = from_concepts(config, in_pairs=min(faces.values()) > 1)
        owed = quotas(rows, faces)
        for name in concepts:
            drawer = Drawer(inputs.concepts[name], inputs.lexicons, config.seed)
            share = sayable_share(drawer, inputs.packs[language].model)
            many = 1.0 if share >= _MOSTLY else share
            streams.append(Stream(name, language, owed[name], drawer.capacity, many))
    if short := short_of_capacity(streams):
        raise Mendable.saying("\n".join(short))
    return streams


def _check(inputs: Inputs) -> None:
    packs = list(inputs.packs.values())
    problems = missing_bounds(packs, CHECKS) + check_packs(inputs)
    if problems:
        raise Mendable(problems)


def _finished(out: Path, streams: list[Stream], run: dict[str, Any]) -> Outcome:
    """Say again what a finished run came to."""
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    for stream, then in zip(streams, run["streams"], strict=True):
        stream.waves = [(then["read"], then["survivors"])]
    short = shortfalls(streams)
    if not short:
        shutil.rmtree(out / WORK / "parts", ignore_errors=True)
    return Outcome(out, report, short, run["signature"], run["seconds"], True)


@dataclass
class _Run:
    """One run under way."""

    config: RunConfig
    inputs: Inputs
    streams: list[Stream]
    golden: Golden | None
    out: Path
    watch: Watch
    drafting: Drafting
    clock: Stopwatch = field(default_factory=Stopwatch)

    @property
    def work(self) -> Path:
        return self.out / WORK

    def read(self) -> None:
        """Read streams, wave by wave, until each is done."""
        with LocalEngine(self.config, self.work) as engine:
            while waves := [(s, s.next_wave()) for s in self.streams if not s.done and s.quota]:
                units = [u for s, size in waves for u in cut(s.concept, s.language, s.read, size)]
                with self.clock.of("make and check"):
                    self._watched(engine, sorted(units))
                with self.clock.of("find repeats"):
                    for stream, size in waves:
                        self._survivors(stream, size)
            self._tell(0)

    def _survivors(self, stream: Stream, size: int) -> None:
        """Count who survives of the wave that was read."""
        before = stream.survivors
        stream.waves.append((size, 0))
        alive = settle.survivors(self._settle(stream))
        stream.waves[-1] = (size, alive - before)

    def _watched(self, engine: LocalEngine, units: list[Unit]) -> None:
        made = 0
        for unit in engine.run(units):
            made += (unit.stop - unit.start) * self._faces(unit.concept)
            self._tell(made)

    def _tell(self, under_way: int) -> None:
        settled = sum(min(s.survivors, s.quota) * self._faces(s.concept) for s in self.streams)
        settled += self.golden.quota * len(self.inputs.packs) if self.golden else 0
        made = sum(s.read * self._faces(s.concept) for s in self.streams) + under_way
        wanted = self.config.rows * len(self.inputs.packs)
        self.watch(Progress(min(settled + under_way, wanted), wanted, made))

    def _faces(self, concept: str) -> int:
        return len(self.inputs.concepts[concept].faces)

    def _parts(self, stream: Stream) -> list[Path]:
        units: list[Unit] = []
        start = 0
        for size, _ in stream.waves:
            units.extend(cut(stream.concept, stream.language, start, size))
            start += size
        return [unit.part(self.work) for unit in units]

    def _settle(self, stream: Stream) -> pl.DataFrame:
        faces = self.inputs.concepts[stream.concept].faces
        return settle.settle(self._parts(stream), faces, stream.quota, self.config.near)

    def _rows(self, language: str) -> Iterator[pl.DataFrame]:
        """Give the judged rows of a language, part by part, in order."""
        for stream in (s for s in self.streams if s.language == language and s.waves):
            fates, faces = self._settle(stream), self.inputs.concepts[stream.concept].faces
            for part in self._parts(stream):
                yield settle.apply(pl.read_parquet(part), fates, faces)

    def write(self, seconds: float) -> Outcome:
        """Write accepted and removed rows, the figures and the card."""
        start, tally = time.monotonic(), Tally(self.config.seed)
        for language in self.inputs.packs:
            with self.clock.of("write rows"):
                self._write_rows(language, tally)
            if self.golden:
                tally.add(self.golden.judged[language])
                self.golden.write(self.out, language, self._metadata(language))
        signature = self.signature(self.inputs.packs)
        made = {**self._made(), "asked": self.config.rows, "signature": signature}
        panel = Panel(self.config)
        with self.clock.of("report"):
            swapped = swap_test(self.inputs, self.config.seed, made["streams"], panel)
            report = publish(self.out, tally, made, swapped)
        self._card(report, signature)
        seconds = round(seconds + time.monotonic() - start, 2)
        short = shortfalls(self.streams)
        write.json_file(self.out / "run.json", self._record(report, signature, seconds))
        if not short:
            shutil.rmtree(self.work / "parts", ignore_errors=True)
        notes = self.drafting.notes
        return Outcome(self.out, report, short, signature, seconds, notes=notes)

    def _write_rows(self, language: str, tally: Tally) -> None:
        """Count a language's rows and write them, accepted and removed, as they pass by."""
        metadata, accepted = self._metadata(language), pl.col("rejected_by").is_null()
        kept = write.Files(self.out / "data" / language, "train-", metadata)
        removed = write.Files(self.out / "removed" / language, "", metadata)
        for rows in self._rows(language):
            tally.add(rows)
            kept.add(rows.filter(accepted))
            removed.add(rows.filter(~accepted))
        kept.flush()
        removed.flush()

    def _metadata(self, language: str) -> dict[str, str]:
        return {"polyglot_synth": self.signature([language])}

    @property
    def kept_away_from(self) -> list[str]:
        """Name the files whose texts stand in no row from a concept."""
        return listings([*self.config.keep_away, *self.config.golden])

    @property
    def checks(self) -> list[Check]:
        """List the checks that have something to judge by."""
        return [check for check in CHECKS if not check.idle(self.config)]

    def signature(self, languages: Any) -> str:  # noqa: ANN401 - tags in any collection
        """Say in one line what made the rows of some languages, as sacreBLEU does for scores."""
        print_ = fingerprint(self.config, self.inputs)
        packs = "+".join(f"{self._spoken(t)}@{print_['packs'][t][:4]}" for t in sorted(languages))
        concepts = short_hash([print_["concepts"], print_["lexicons"]])
        checks = short_hash([check.name for check in self.checks])
        golden = f"|golden:{self.config.share:g}@{short_hash(print_['golden'])}"
        lists = f"|keep_away:{len(self.kept_away_from)}@{short_hash(self.kept_away_from)}"
        detectors = "+".join(f"{name}@{which}" for name, which in print_["detectors"].items())
        by = sorted({p.model.draft.by for p in self.inputs.packs.values() if p.model.draft})
        drafted = f"|mt:{'+'.join(by)}" if by else ""
        return (
            f"synthetic:yes|concepts:{len(print_['concepts'])}@{concepts}|packs:{packs}"
            f"{drafted}|lid:{detectors}|checks:{len(self.checks)}@{checks}"
            f"{golden if self.config.golden else ''}{lists if self.kept_away_from else ''}"
            f"|seed:{self.config.seed}|v:{package_version()}"
        )

    def _spoken(self, tag: str) -> str:
        variety = self.inputs.varieties.get(tag)
        return f"{tag}={variety}" if variety else tag

    def _card(self, report: dict[str, Any], signature: str) -> None:
        packs = {tag: pack.model for tag, pack in sorted(self.inputs.packs.items())}
        checks = {check.name: check.measures for check in self.checks}
        text = card(packs, report, checks, signature)
        write.atomically(self.out / "README.md", text.encode())

    def _record(self, report: dict[str, Any], signature: str, seconds: float) -> dict[str, Any]:
        return {
            "signature": signature,
            "canary": canary(signature),
            "fingerprint": fingerprint(self.config, self.inputs),
            "versions": {"polyglot-synth": package_version(), "polars": pl.__version__},
            "seconds": seconds,
            "phases": self.clock.seconds(),
            **({"translated": self._translated()} if self.config.translator else {}),
            "counts": {
                language: {
                    name: figures[name] for name in ("asked", "made", "accepted", "rejected")
                }
                for language, figures in report.items()
            },
            **self._made(),
        }

    def _translated(self) -> dict[str, int]:
        """Count the texts that drafts asked for, and those that were not known before."""
        return {"asked": self.drafting.asked, "called": self.drafting.called}

    def _made(self) -> dict[str, Any]:
        """Say of the languages and streams what the report is made of."""
        golden = self.golden
        return {
            "languages": about(self.inputs.packs),
            "streams": [stream.recorded() for stream in self.streams],
            "golden": {tag: golden.figures(tag) for tag in self.inputs.packs} if golden else {},
            "kept_away_from": self.kept_away_from,
            **({"probed": told(self.config)} if self.config.probed else {}),
        }
