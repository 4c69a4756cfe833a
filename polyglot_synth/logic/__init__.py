"""Argument forms, decided by looking at every model for one that refutes them.

A propositional form is written ``p>q, q |- p``: premises, ``|-``, conclusion. Its signs, from the
tightest to the loosest: ``~`` not, ``&`` and, ``|`` or, ``>`` if-then, ``=`` iff. Equal signs group
to the right, so ``p>q>r`` is ``p>(q>r)``. Spaces are free, and no premises at all ask whether the
conclusion is a tautology.

A syllogism is written ``AAA-2``: the letters of the major premise, the minor premise and the
conclusion (A all, E no, I some, O some-not), then the figure, which places the middle term M beside
the minor term S and the major term P; the conclusion is always S-P:

    ========  =====  =====  =====  =====
    figure    1      2      3      4
    ========  =====  =====  =====  =====
    major     M-P    P-M    M-P    P-M
    minor     S-M    S-M    M-S    M-S
    ========  =====  =====  =====  =====

A categorical argument of any length is written out over the same three terms, in the letters of the
textbooks: ``SaP, MeP |- SeM`` is all S are P, no M is P, so no S is M (``a`` all, ``e`` no, ``i``
some, ``o`` some-not); ``SaP |- PaS`` is a conversion. A small letter is the term's complement:
``SaP |- pas``, what is no P is no S, is a contraposition.

Three smaller families: comparisons ``a<b, b<c |- a<c`` (``order``), two quantifiers over a relation
``AxEy R |- EyAx R`` (``quantifiers``), and a whole with its parts ``parts F |- whole F``
(``parts``); their rooms say how each is written.

All kinds have finitely many models, so the search is a proof. A statement's truth in all of them
is one integer, whose bit k tells whether it is true in model k: connectives become bit operations,
and even 26 letters are decided in a second and a few hundred megabytes.
"""

from polyglot_synth.logic.moods import FIGURES, MOODS
from polyglot_synth.logic.notation import Argument, Assignment, FormError, Model, ModelError
from polyglot_synth.logic.search import (
    Proof,
    counter_model,
    holds,
    is_valid,
    letters,
    prove,
    refutes,
    statements,
)

__all__ = [
    "FIGURES",
    "MOODS",
    "Argument",
    "Assignment",
    "FormError",
    "Model",
    "ModelError",
    "Proof",
    "counter_model",
    "holds",
    "is_valid",
    "letters",
    "prove",
    "refutes",
    "statements",
]
