"""What was translated once is never translated again: one SQLite file, by what was asked."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from polyglot_synth.translators.base import Translation, Translator, TranslatorError

_TABLE = "CREATE TABLE IF NOT EXISTS answers (asked BLOB PRIMARY KEY, answer TEXT) STRICT"
_WAIT = 60.0  # seconds for another process that writes
_ASKED_AT_ONCE = 500  # SQLite takes so many places in one question


def default_file() -> Path:
    """Name the cache of this user, as the XDG base directory specification says."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "polyglot-synth" / "translations.sqlite"


class Cached:
    """A translator with a memory; several processes may share its file.

    `asked` counts texts, `called` those that the translator itself had to translate. An answer is
    known by translator, revision, pair and text, so that new data never gives old answers.
    """

    def __init__(self, translator: Translator, file: Path) -> None:
        self.translator, self.file = translator, file
        self.asked = self.called = 0
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._store = _opened(file)
        except (OSError, sqlite3.Error) as error:
            raise TranslatorError(_unusable(file, error)) from None

    @property
    def name(self) -> str:
        """Name the translator."""
        return self.translator.name

    @property
    def licence(self) -> str:
        """Give the translator's licence."""
        return self.translator.licence

    def supports(self, source: str, target: str) -> bool:
        """Tell whether the translator serves a pair."""
        return self.translator.supports(source, target)

    def missing(self, source: str, target: str) -> str:
        """Say what a pair lacks."""
        return self.translator.missing(source, target)

    def revision(self, source: str, target: str) -> str:
        """Name the translator's revision."""
        return self.translator.revision(source, target)

    def engines(self, source: str, target: str) -> frozenset[str]:
        """Name the data behind a pair."""
        return self.translator.engines(source, target)

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """Give what is known, and have the rest translated, each text once."""
        self.asked += len(texts)
        about = (self.name, self.revision(source, target), source, target)
        keys = {text: _key(*about, text) for text in texts}
        try:
            known = self._known(keys.values())
            new = [text for text in keys if keys[text] not in known]
            for text, found in zip(new, self._made(new, source, target), strict=True):
                known[keys[text]] = found
            self._keep((keys[text], known[keys[text]]) for text in new)
        except sqlite3.Error as error:
            raise TranslatorError(_unusable(self.file, error)) from None
        return [known[keys[text]] for text in texts]

    def close(self) -> None:
        """Close the translator and the file."""
        self.translator.close()
        self._store.close()

    def _made(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        if not texts:
            return []
        found = self.translator.translate(texts, source, target)
        self.called += len(texts)
        if len(found) != len(texts):
            raise TranslatorError(f"{self.name} gave {len(found)} texts for {len(texts)}")
        return found

    def _known(self, keys: Iterable[bytes]) -> dict[bytes, Translation]:
        wanted, found = list(keys), {}
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            part = wanted[start : start + _ASKED_AT_ONCE]
            places = ",".join("?" * len(part))
            question = f"SELECT asked, answer FROM answers WHERE asked IN ({places})"  # noqa: S608
            found.update({key: _read(row) for key, row in self._store.execute(question, part)})
        return found

    def _keep(self, answers: Iterable[tuple[bytes, Translation]]) -> None:
        with self._store:
            self._store.executemany(
                "INSERT OR IGNORE INTO answers VALUES (?, ?)",
                [(key, _written(answer)) for key, answer in answers],
            )


def _opened(file: Path) -> sqlite3.Connection:
    store = sqlite3.connect(file, timeout=_WAIT)
    try:
        store.execute("PRAGMA journal_mode=WAL")
        with store:
            store.execute(_TABLE)
    except sqlite3.Error:
        store.close()
        raise
    return store


def _key(*asked: str) -> bytes:
    return hashlib.sha256("\0".join(asked).encode()).digest()


def _written(answer: Translation) -> str:
    return json.dumps([answer.text, answer.marks, answer.units], ensure_ascii=False)


def _read(row: str) -> Translation:
    text, marks, units = json.loads(row)
    told = None if units is None else tuple((lemma, part) for lemma, part in units)
    return Translation(text, tuple(marks), told)


def _unusable(file: Path, error: Exception) -> str:
    return f"the cache {file} cannot be used ({error}); name another with --cache"
