"""What speakers have put out: wordings that are never drawn again, and what that leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterator

from polyglot_synth.language import PackFile


def put_out(pack: PackFile) -> Iterator[str]:
    """Say of which concepts, and of which tasks, no wording is left, or no frame."""
    frames = pack.arguments.frames if pack.arguments else []
    left_to_ask = {frame.task for frame in frames if frame.out is None}
    for task in dict.fromkeys(frame.task for frame in frames):
        if task not in left_to_ask:
            yield (
                f"speakers have put every frame of the task {task} out; write another, or no "
                "argument that is put together asks it"
            )
    for name, wordings in pack.wording.items():
        left = pack.said(name)
        if wordings and not left:
            yield f"speakers have put every wording of {name} out, so it is not said any more"
            continue
        for task in dict.fromkeys(wording.task for wording in wordings):
            if task not in {wording.task for wording in left}:
                yield (
                    f"speakers have put every wording of the task {task} out of {name}; write "
                    "another, or only its other questions are asked"
                )
