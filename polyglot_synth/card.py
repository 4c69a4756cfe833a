"""The dataset card: what stands in the folder, for people and for the Hugging Face hub.

The header is what the hub reads (hub-docs, datasetcard.md). The body, `card.md.jinja`, is a data
statement: Bender & Friedman 2018, "Data Statements for Natural Language Processing".
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from polyglot_synth.config import package_version
from polyglot_synth.gates.probed import unchecked
from polyglot_synth.language import PackFile

Packs = Mapping[str, PackFile]
Figures = Mapping[str, Any]

_HUB_LICENCES = (  # what packs are likely to be under; any other the hub knows as "other"
    *("apache-2.0", "cc0-1.0", "cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "cc-by-nc-sa-4.0"),
    *("cdla-permissive-2.0", "mit", "odc-by", "pddl", "unlicense"),
)
_TASKS = {"fallacy": "text-classification", "reading": "question-answering"}  # by kind
_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")
_NAMED = 6  # of more languages than this the title gives the number alone
_REASONS = 3
_HUMAN = "0"  # the depth of a row that a person wrote
_MARKS = re.compile(r"[\\`*_\[\]<>|~&#$!]|:(?=//)")  # what Markdown reads as more than text


def card(packs: Packs, figures: Figures, checks: Mapping[str, str], signature: str) -> str:
    """Write README.md: the hub's YAML header, then the data statement.

    `figures` are those of report.json, by language; `checks` what each check measures, by name.
    """
    head = yaml.safe_dump(
        header(packs, figures), allow_unicode=True, sort_keys=False, width=float("inf")
    )
    body = _template().render(
        packs=packs,
        figures=figures,
        checks=checks,
        signature=signature,
        canary=canary(signature),
        version=package_version(),
        title=title(packs),
        used={tag: _wordings(pack, figures[tag]) for tag, pack in packs.items()},
        read={tag: _read(pack, figures[tag]) for tag, pack in packs.items()},
        total=lambda name: _total(figures, name),
        rows=_rows(figures),
        human=_human(figures),
        golden=_golden(figures),
        probed={tag: _probed(own["probe"]) for tag, own in figures.items() if "probe" in own},
        away=sorted({file for own in figures.values() for file in own.get("kept_away_from", [])}),
        first=next((tag for tag in packs if figures[tag]["accepted"]), None),
    )
    return f"---\n{head}---\n\n{body}"


def _probed(probe: Mapping[str, Any]) -> str:
    """Say what the meaning of a language's wordings was held to before the first row."""
    said = {
        "round_trip": f"to what comes back to English by {probe['back']}",
        "meaning": "to sentence embeddings",
    }
    held = " and ".join(said[name] for name in probe["evidence"])
    return f"Each wording was held {held}." if held else unchecked(probe)


def canary(signature: str) -> str:
    """Give the string by which this dataset can be found in a corpus; a signature has one."""
    return f"polyglot-synth canary GUID {uuid.uuid5(uuid.NAMESPACE_OID, signature)}"


def header(packs: Packs, figures: Figures) -> dict[str, Any]:
    """Give what the hub reads; its values are the hub's own, kept in tests/data/hub.yaml."""
    kinds = sorted(_total(figures, "by_kind"))
    human = bool(_human(figures))
    licences = _licences(packs, figures)
    return {
        "pretty_name": title(packs),
        "language": list(dict.fromkeys(tidy(pack.bcp47).split("-")[0] for pack in packs.values())),
        "language_details": [_variety(pack) for pack in packs.values()],
        "license": licences if licences[1:] else licences[0],
        **({"license_name": "see-the-card"} if "other" in licences else {}),
        "annotations_creators": ["machine-generated"] + ["found"] * human,
        "language_creators": ["machine-generated"] + ["found"] * human,
        "multilinguality": _multilinguality(packs),
        "size_categories": [_size(_rows(figures))],
        "source_datasets": ["original"] + ["extended"] * human,
        "task_categories": [
            "text-generation",
            *sorted(_TASKS[kind] for kind in kinds if kind in _TASKS),
        ],
        "tags": ["synthetic", "polyglot-synth", *kinds],
        "configs": _configs(figures),
    }


def title(packs: Packs) -> str:
    """Name the dataset by its languages."""
    names = [tidy(pack.name) for pack in packs.values()]
    if len(names) > _NAMED:
        return f"Checked synthetic rows in {len(names)} languages"
    return "Checked synthetic rows in " + " and ".join(
        filter(None, (", ".join(names[:-1]), names[-1]))
    )


def tidy(text: str) -> str:
    r"""Keep a text on one line and free of control characters; joiners stay.

    >>> tidy("two\nlines\x00")
    'two lines'
    """
    signs = (sign for sign in text if sign.isspace() or unicodedata.category(sign) != "Cc")
    return " ".join("".join(signs).split())


def plain(text: str) -> str:
    r"""Let Markdown show a text as it is.

    >>> print(plain("a|b_c"))
    a\|b\_c
    """
    return _MARKS.sub(r"\\\g<0>", tidy(text))


@cache
def _template() -> Any:  # noqa: ANN401 - jinja's Template
    environment = Environment(  # noqa: S701 - Markdown, where `plain` escapes
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(plain=plain, main=_main, counts=_counts)
    return environment.get_template("card.md.jinja")


def _main(counts: Mapping[str, int]) -> dict[str, int]:
    """Give the largest counts, by name where they are alike."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_REASONS])


def _counts(counts: Mapping[str, int]) -> str:
    """Write counts as a list: ``market 21, school 6``."""
    return ", ".join(f"{plain(name)} {rows:,}" for name, rows in counts.items()) or "none"


def _configs(figures: Figures) -> list[dict[str, Any]]:
    """List what can be loaded; a language without rows has no files, so no config either."""
    accepted = [
        _config(tag, "train", f"data/{tag}/*.parquet") for tag in _having(figures, "accepted")
    ]
    for config in accepted[:1]:
        config["default"] = True
    return accepted + [
        _config(f"removed_{tag}", "removed", f"removed/{tag}/*.parquet")
        for tag in _having(figures, "rejected")
    ]


def _config(name: str, split: str, path: str) -> dict[str, Any]:
    return {"config_name": name, "data_files": [{"split": split, "path": path}]}


def _having(figures: Figures, count: str) -> list[str]:
    return [tag for tag in figures if figures[tag][count]]


def _variety(pack: PackFile) -> str:
    """Add the region to a BCP 47 tag where the variety is one: sw-TZ."""
    tag, region = tidy(pack.bcp47), re.fullmatch("[A-Z]{2}", pack.variety or "")
    return f"{tag}-{pack.variety}" if region and "-" not in tag else tag


def _licences(packs: Packs, figures: Figures) -> list[str]:
    """Name by the hub's ids the licences of the packs and of what people wrote."""
    named = {pack.origin.licence for pack in packs.values()} | set(_golden(figures))
    found = {name.lower() if name.lower() in _HUB_LICENCES else "other" for name in named}
    return sorted(found)


def _golden(figures: Figures) -> dict[str, int]:
    """Count the rows that people wrote by the licence they gave, as far as the figures say it."""
    counts = Counter[str]()
    for own in figures.values():
        counts.update(own.get("golden", {}).get("licences", {}))
    unsaid = _human(figures) - counts.total()
    return dict(sorted(counts.items())) | ({"not stated": unsaid} if unsaid else {})


def _multilinguality(packs: Packs) -> list[str]:
    """Say whether there are many languages, and whether English stands beside another."""
    many = ["multilingual"] if len(packs) > 1 else []
    beside = ["translation"] if set(packs) - {"eng_Latn"} else []
    return many + beside or ["monolingual"]


def _size(rows: int) -> str:
    """Give the hub's class of a number of rows.

    >>> _size(999), _size(1000), _size(10**12)
    ('n<1K', '1K<n<10K', 'n>1T')
    """
    classes = [f"n<{_SIZES[0]}", *(f"{low}<n<{high}" for low, high in pairwise(_SIZES))]
    return next(
        (name for power, name in enumerate(classes, 3) if rows < 10**power), f"n>{_SIZES[-1]}"
    )


def _total(figures: Figures, name: str) -> dict[str, int]:
    """Sum counts over the languages, the largest first."""
    counts = Counter[str]()
    for own in figures.values():
        counts.update(own[name])
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _rows(figures: Figures) -> int:
    return sum(own["accepted"] for own in figures.values())


def _human(figures: Figures) -> int:
    return _total(figures, "by_depth").get(_HUMAN, 0)


def _wordings(pack: PackFile, figures: Mapping[str, Any]) -> dict[str, int]:
    """Count the rows of each wording of the pack that was used; those of a frame together."""
    read_as = {
        f"{concept}/{said.id}": said.read_as(concept)
        for concept, wordings in pack.wording.items()
        for said in wordings
    }
    used = Counter[str]()
    for name, rows in figures["rows_per_wording"].items():
        used.update({read_as[name]: rows} if name in read_as else {})
    return dict(used)


def _read(pack: PackFile, figures: Mapping[str, Any]) -> int:
    """Count the used wordings that a speaker has read; a frame is one of them."""
    read = {
        said.read_as(concept)
        for concept, wordings in pack.wording.items()
        for said in wordings
        if said.reviewed_by
    }
    return len(read & _wordings(pack, figures).keys())
