"""YAML into a checked model: every problem at once, each with its line and column.

Only ``true``, ``false``, ``null`` and plain numbers are special (YAML 1.2's core schema), so that
``no`` is Norwegian and ``09:30`` is a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from polyglot_synth.errors import Mendable, Problem, nearest

Path_ = tuple[str | int, ...]
Place = tuple[int, int]
_Reader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Reader):  # type: ignore[misc]
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]*\.[0-9]+(?:e[-+]?[0-9]+)?$", "-+.0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


class Model(BaseModel):
    """The base of everything read from YAML: frozen, and an unknown key is a problem."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _knows_its_keys(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - whatever YAML holds
        """Name unknown keys beside all other problems, not instead of them."""
        known = [field.alias or name for name, field in cls.model_fields.items()]
        unknown = [key for key in data if key not in known] if isinstance(data, Mapping) else []
        if not unknown:
            return handler(data)
        typos = {near for key in unknown for near in get_close_matches(str(key), known, n=1)}
        context = {"unknown": unknown, "known": known}
        error = PydanticCustomError("unknown_keys", "unknown keys", context)
        found = [InitErrorDetails(type=error, input=data)]
        try:
            handler(data)
        except ValidationError as others:
            found += [
                _again(details)
                for details in others.errors()
                if details["type"] != "missing" or details["loc"][-1] not in typos
            ]
        raise ValidationError.from_exception_data(cls.__name__, found)


def _again(details: ErrorDetails) -> InitErrorDetails:
    """Make an error that was caught into one that can be raised."""
    error = PydanticCustomError(details["type"], details["msg"], details.get("ctx"))
    return InitErrorDetails(type=error, loc=details["loc"], input=details["input"])


Shape = TypeVar("Shape", bound=Model)


@dataclass(frozen=True)
class Source(Generic[Shape]):
    """A model and the file that it was read from, with the place of every key and value.

    `ends`: where each value ends, which a list or mapping in block style does below its last line.
    """

    file: str
    model: Shape
    values: Mapping[Path_, Place]
    keys: Mapping[Path_, Place]
    ends: Mapping[Path_, Place] = field(default_factory=dict)

    def problem(self, path: Path_, sentence: str) -> Problem:
        """Name a problem at the place of this path, or at its nearest known parent."""
        return _problem(self.file, self.values, path, sentence)


def load(file: Path, shape: type[Shape]) -> Source[Shape]:
    """Read a file into a model.

    Raises `Mendable` with every problem: bytes that are no UTF-8, YAML that does not parse, a key
    that stands twice, an unknown or missing key, a value of another kind.
    """
    found = _Found(str(file))
    try:
        data = _build(_compose(str(file), _read(file)), (), found)
    except RecursionError:
        sentence = "something stands in itself; write it out instead of using & and *"
        raise _at(file, 1, 1, sentence) from None
    try:
        model = shape.model_validate(data)
    except ValidationError as error:
        for details in error.errors():
            found.problems.extend(_sentences(str(file), found.values, found.keys, details))
    if found.problems:
        raise Mendable(found.problems)
    return Source(str(file), model, found.values, found.keys, found.ends)


def _read(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise Mendable.saying(f"cannot be read: {error.strerror}", file=file) from None
    line = raw[: raw.find(b"\0")].count(b"\n") + 1
    if b"\0" in raw:
        raise _at(file, line, 1, "holds a NUL byte; save it as plain UTF-8 text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before) - before.rfind(b"\n")
        sentence = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file in UTF-8"
        raise _at(file, before.count(b"\n") + 1, column, sentence) from None


def _at(file: Path | str, line: int, column: int, sentence: str) -> Mendable:
    return Mendable([Problem(str(file), line, column, "", sentence)])


def _compose(file: str, text: str) -> yaml.Node:
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        begun = "unexpected end" in str(error.problem)  # where a quote begins helps, not the end
        mark = (begun and error.context_mark) or error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _at(file, line, column, _yaml_sentence(text, line, error)) from None
    except yaml.reader.ReaderError as error:
        before = text[: text.find(chr(error.character))]
        column = len(before) - before.rfind("\n")
        sentence = f"holds the control character U+{error.character:04X}; take it out"
        raise _at(file, before.count("\n") + 1, column, sentence) from None
    if node is None:
        raise _at(file, 1, 1, "the file is empty")
    return node


def _yaml_sentence(text: str, line: int, error: yaml.MarkedYAMLError) -> str:
    here = [*text.split("\n"), *[""] * line][line - 1]
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return "a tab stands here; indent with spaces"
    if _BARE_BRACES.search(here):
        return "put quotes around a text that begins with {{"
    said = str(error.problem or error.context).removeprefix("but ")
    hints = [hint for part, hint in _HINTS.items() if part in said]
    return "; ".join([f"is not YAML: {said}", *hints])


_BARE_BRACES = re.compile(r"(?:^\s*|[:,\[{-]\s+)\{\{")
_HINTS = {
    "mapping values are not allowed": "put quotes around a text that holds a colon",
    "did not find expected": "look for a quote or bracket not closed, or an odd indentation",
    "cannot start any token": "put quotes around this text",
    "unknown escape": "write two backslashes for one",
    "unexpected end of stream": "this quote is not closed",
    "undefined alias": "put quotes around a text that begins with *",
    "another document": "take out the line ---",
}


@dataclass
class _Found:
    """What one walk over a file finds beside its data: places and problems."""

    file: str
    values: dict[Path_, Place] = field(default_factory=dict)
    keys: dict[Path_, Place] = field(default_factory=dict)
    ends: dict[Path_, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, place: Place, path: Path_, sentence: str) -> None:
        self.problems.append(Problem(self.file, *place, _dotted(path), sentence))


def _build(node: yaml.Node, path: Path_, found: _Found) -> Any:  # noqa: ANN401 - whatever YAML holds
    found.values[path], found.ends[path] = _place(node.start_mark), _place(node.end_mark)
    if node.tag.startswith("!"):
        sentence = f"put quotes around a text that begins with !, or take out {node.tag}"
        found.add(found.values[path], path, sentence)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), found) for index, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(node)
    built: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            found.add(found.values[path], path, "put quotes around a text that begins with {{")
            return ""
        key = _scalar(key_node)
        here, place = (*path, key), _place(key_node.start_mark)
        if key in built:
            sentence = f"this key stood already in line {found.keys[here][0]}; keep one"
            found.add(place, here, sentence)
        found.keys[here] = place
        built[key] = _build(value_node, here, found)
    return built


def _place(mark: yaml.Mark) -> Place:
    return mark.line + 1, mark.column + 1


_SCALARS: dict[str, Callable[[str], Any]] = {
    "int": int,
    "float": float,
    "bool": "true".__eq__,
    "null": lambda _: None,
}


def _scalar(node: yaml.Node) -> Any:  # noqa: ANN401 - whatever YAML holds
    kind = node.tag.rsplit(":", 1)[-1]
    try:
        return _SCALARS.get(kind, str)(node.value)
    except ValueError:  # such as !!int one
        return str(node.value)


def _dotted(path: Path_) -> str:
    return ".".join(str(part) for part in path)


def _problem(file: str, places: Mapping[Path_, Place], path: Path_, sentence: str) -> Problem:
    known = path
    while known not in places:
        known = known[:-1]
    return Problem(file, *places[known], _dotted(path), sentence)


def _sentences(
    file: str,
    values: Mapping[Path_, Place],
    keys: Mapping[Path_, Place],
    details: ErrorDetails,
) -> Iterator[Problem]:
    path = tuple(details["loc"])
    context = details.get("ctx", {})
    if details["type"] == "unknown_keys":
        for key in context["unknown"]:
            sentence = f"unknown key; {nearest(str(key), context['known'])}"
            yield _problem(file, {**values, **keys}, (*path, key), sentence)
    elif path[-1:] == ("[key]",):
        yield _problem(file, {**values, **keys}, path[:-1], _key_sentence(details["input"]))
    else:
        yield _problem(file, values, path, _SENTENCES.get(details["type"], _own_words)(details))


def _key_sentence(key: object) -> str:
    if isinstance(key, str):
        return "the key must be a whole number"
    return f'put quotes around this key: "{str(key).lower()}"'


def _own_words(details: ErrorDetails) -> str:
    message = details["msg"].removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _kind(wanted: str) -> Any:  # noqa: ANN401 - a small table of functions
    names = {
        dict: "a mapping",
        list: "a list",
        str: "text",
        type(None): "nothing",
        bool: "a truth value",
    }

    def sentence(details: ErrorDetails) -> str:
        value = details["input"]
        return f"{wanted} is wanted here, not {names.get(type(value), f'the number {value}')}"

    return sentence


_SENTENCES: dict[str, Any] = {
    "missing": lambda _: "this key is missing",
    "too_short": lambda _: "something must stand here",
    "literal_error": lambda details: f"write {details['ctx']['expected']}",
    "greater_than": lambda details: f"write a number above {details['ctx']['gt']:g}",
    "greater_than_equal": lambda details: f"write a number from {details['ctx']['ge']:g}",
    "less_than_equal": lambda details: f"write a number up to {details['ctx']['le']:g}",
    "model_type": _kind("a mapping"),
    "model_attributes_type": _kind("a mapping"),
    "dict_type": _kind("a mapping"),
    "list_type": _kind("a list"),
    "tuple_type": _kind("a list"),
    "string_type": _kind("text"),
    "int_type": _kind("a whole number"),
    "float_type": _kind("a number"),
    "bool_type": _kind("true or false"),
}
