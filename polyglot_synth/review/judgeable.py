"""What readers judge as one: a wording that was written, or a frame that arguments stand in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from polyglot_synth.arguments import FRAMES, Arguments, Frame
from polyglot_synth.language import Composed, PackFile, Wording
from polyglot_synth.yamlfile import Path_


@dataclass(frozen=True)
class Judgeable:
    """Something that is judged as one, and its place in the pack.

    `arguments`: where it is a frame, what stands in it.
    """

    path: Path_
    said: Wording | Frame
    arguments: Arguments | None = None

    @property
    def hash(self) -> str:
        """Hash how the pack says it, and what stands in it; who has read it is no part of that."""
        said = self.said.model_dump(exclude={"reviewed_by", "out"})
        if self.arguments:
            said["arguments"] = self.arguments.model_dump(exclude={"frames"})
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]


def judgeable(pack: PackFile) -> dict[str, Judgeable]:
    """List by its name on a sheet all that readers judge: ``concept/id``, ``arguments/id``."""
    found = {
        f"{concept}/{wording.id}": Judgeable(("wording", concept, index), wording)
        for concept, wordings in pack.wording.items()
        for index, wording in enumerate(wordings)
        if not isinstance(wording, Composed)
    }
    for index, frame in enumerate(pack.arguments.frames if pack.arguments else []):
        path = ("arguments", "frames", index)
        found[f"{FRAMES}/{frame.id}"] = Judgeable(path, frame, pack.arguments)
    return found
