"""What is wrong with a concept's argument: another form than its faces', a label not its own."""

from __future__ import annotations

from collections.abc import Iterator

from polyglot_synth.concept.argument import Argument, read_argument
from polyglot_synth.concept.file import Face, Told
from polyglot_synth.concept.model import Concept
from polyglot_synth.errors import Problem, nearest
from polyglot_synth.lexicon import Lexicons
from polyglot_synth.logic import FormError, counter_model, is_valid, statements
from polyglot_synth.logic.catalogue import FALLACIES, faults
from polyglot_synth.logic.categorical import CATEGORICAL
from polyglot_synth.logic.mends import is_mend
from polyglot_synth.logic.rules import as_mood

Path_ = tuple[str | int, ...]


def argument_problems(concept: Concept, lexicons: Lexicons) -> Iterator[Problem]:
    """Find everything that is wrong with what a concept says of its argument."""
    told, problem = concept.file.argument, concept.source.problem
    if told is None:
        return
    if concept.file.label_source != "proved":
        yield problem(("argument",), "what has an argument is proved; write label_source: proved")
        return
    if told.about not in lexicons.entries:
        sentence = f"no lexicon {told.about}; {nearest(told.about, lexicons.entries)}"
        yield problem(("argument", "about"), sentence)
        return
    read: list[tuple[Path_, Argument]] = []
    for path, text in _texts(told):
        try:
            read.append((path, read_argument(text)))
        except ValueError as error:
            yield problem(path, str(error))
    found = [each for path, argument in read for each in _odd_names(concept, path, argument)]
    found += list(_odd_asides(concept, told, lexicons))
    yield from found
    if not found and len(read) == len(list(_texts(told))):
        yield from _odd_forms(concept, dict(read))


def _texts(told: Told) -> Iterator[tuple[Path_, str]]:
    yield from ((("argument", "says", index), text) for index, text in enumerate(told.says))
    if told.mends:
        yield ("argument", "mends"), told.mends


def _odd_names(concept: Concept, path: Path_, argument: Argument) -> Iterator[Problem]:
    """Find names that are no slot of the lexicon that the argument is about."""
    holds = concept.holds()
    assert concept.file.argument is not None
    about = concept.file.argument.about
    for name in argument.names:
        if name not in holds:
            yield concept.source.problem(path, f"no slot {name}; {nearest(name, holds)}")
        elif holds[name] != about:
            sentence = f"{name} is of {holds[name]}, and the argument is about {about}"
            yield concept.source.problem(path, sentence)


def _odd_asides(concept: Concept, told: Told, lexicons: Lexicons) -> Iterator[Problem]:
    """Find asides that are no slots, or could say what the argument says."""
    for key in ("asides", "setting"):
        for name in sorted({*getattr(told, key)} - {*concept.drawn}):
            sentence = f"no slot {name}; {nearest(name, concept.drawn)}"
            yield concept.source.problem(("argument", key), sentence)
    drawn = {
        name: (slot, _entries(concept, name, lexicons))
        for slot in concept.slots
        for name in slot.names
    }
    for aside in (name for name in told.asides if name in drawn):
        slot, said = drawn[aside]
        for name, (other, entries) in drawn.items():
            if other is not slot and (same := sorted(said & entries)):
                sentence = (
                    f"{aside} can be what {name} is, such as {same[0]}; give it other entries"
                )
                yield concept.source.problem(("argument", "asides"), sentence)


def _entries(concept: Concept, name: str, lexicons: Lexicons) -> frozenset[str]:
    """List the entries that a slot can hold."""
    slot = next(slot for slot in concept.slots if name in slot.names)
    if slot.is_range:
        return frozenset()
    if slot.how == "rows":
        column = slot.names.index(name)
        rows = [row for each in slot.relations for row in lexicons.relations[each].rows]
        return frozenset(row[column] for row in rows)
    return frozenset(lexicons.ids(slot.lexicon, slot.tag))


def _odd_forms(concept: Concept, read: dict[Path_, Argument]) -> Iterator[Problem]:
    """Find statements that are none, and arguments that are not what their face is."""
    for path, argument in read.items():
        try:
            found = [_odd_form(concept, key, path, argument) for key in concept.file.faces]
        except FormError as error:
            found = [str(error)]
        yield from (concept.source.problem(path, each) for each in found if each)


def _odd_form(concept: Concept, key: str, path: Path_, argument: Argument) -> str | None:
    face, assume = concept.file.faces[key], concept.file.existential_import
    form = argument.form(face.bind)
    if path == ("argument", "mends"):
        return None if key == "valid" else _odd_mend(concept, form, argument)
    if path[-1] == 0 and not same_form(form, face_form(face)):
        return f"says {form} on the face {key}, whose form is {face.form}"
    if path[-1] != 0 and is_valid(form, existential_import=assume) != (key == "valid"):
        return f"says {form} on the face {key}, which is not {key}"
    return None if key == "valid" else _odd_fault(concept, form, argument)


def _odd_mend(concept: Concept, form: str, mended: Argument) -> str | None:
    """Say where a mend does not mend, or moves or changes what the answer to it leaves alone."""
    face, first = concept.file.faces["invalid"], concept.arguments[0]
    if not is_mend(face_form(face), form, existential_import=concept.file.existential_import):
        return (
            f"{form} is no mend of {face_form(face)}: change one premise, "
            "so that the conclusion follows from them all"
        )
    pairs = zip(first.premises, mended.premises, strict=True)
    if sum(before != now for before, now in pairs) == 1 and first.conclusion == mended.conclusion:
        return None
    return (
        f"{form} is not what the argument says first with one premise changed: "
        "keep the others and the conclusion, each in its place"
    )


def _odd_fault(concept: Concept, form: str, argument: Argument) -> str | None:
    """Say where a way is known as another fallacy than its face, or has no case of one thing."""
    stated, assume = face_form(concept.file.faces["invalid"]), concept.file.existential_import
    if other := _other_faults(form, stated):
        return f"says {form} on the face invalid, which is {other}; its form, {stated}, is not"
    if argument.about_terms and not _refuted_by_one(form, assume=assume):
        return f"{form} is refuted by no single thing, and a case about kinds tells of one alone"
    return None


def _other_faults(form: str, stated: str) -> str:
    """Name the fallacies of a way where they are known and are not those of the stated form."""
    found = faults(form)
    same = found == faults(stated) or is_valid(stated)
    return "" if same else " and ".join(found)


def _refuted_by_one(form: str, *, assume: bool) -> bool:
    """Tell whether the first model that refutes a form about terms has one individual."""
    model = counter_model(form, existential_import=assume)
    return model is not None and len(model["individuals"]) == 1


def face_form(face: Face) -> str:
    """Give the form that a proved face has."""
    assert face.form is not None
    return face.form


def same_form(one: str, other: str) -> bool:
    """Tell whether two forms say the same: their statements follow from each other.

    >>> same_form("q, p>q |- p", "p>q, q |- p"), same_form("PaM, SaM |- SaP", "AAA-2")
    (True, True)
    >>> same_form("~a>e, e |- ~a", "e, ~a>e |- ~a"), same_form("SaP |- SaP", "SaP |- pas")
    (True, True)
    """
    (first, conclusion), (second, concluded) = statements(one), statements(other)
    return (
        len(first) == len(second)
        and _same(conclusion, concluded)
        and all(any(_same(a, b) for b in second) for a in first)
        and all(any(_same(a, b) for a in first) for b in second)
    )


def _same(one: str, other: str) -> bool:
    terms = "SaS, " if CATEGORICAL.states(one) else ""  # a form opens on a term, no complement
    try:
        return is_valid(f"{terms}{one} |- {other}") and is_valid(f"{terms}{other} |- {one}")
    except FormError:
        return False


def label_problem(face: Face) -> str | None:
    """Say where a face bears the name of one fallacy and commits another, or several.

    A name that the catalogue does not know is the concept's own, such as one for its wording.
    """
    form, name = face.form, face.name
    if form is None or name not in FALLACIES or is_valid(form):
        return None
    found = faults(form)
    if len(found) > 1:
        return (
            f"{form} breaks {len(found)} rules ({', '.join(found)}), "
            f"so no single name is its name; {name} needs a form that breaks only that"
        )
    if not found:
        return f"{form} is no known form of {name}; give it a form that is, or a name of its own"
    said = "the rule that it breaks is" if as_mood(form) else "its form is that of"
    return None if found == (name,) else f"{form} is no {name}; {said} {found[0]}"
