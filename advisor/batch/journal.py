"""Remember how far a batch has come, so that it can go on after any end."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advisor.batch.items import Position
from advisor.batch.tally import Tally
from advisor.errors import AdvisorError

__all__ = ["Journal", "State", "sync_folder"]


@dataclass
class State:
    """What stood whole on the disk when this was written: inputs read, bytes of the outputs."""

    position: Position = field(default_factory=Position)
    output: int = 0
    errors: int = 0
    answered: int = 0
    refused: int = 0
    whole: bool = False
    tally: Tally = field(default_factory=Tally)


class Journal:
    """One small file beside the output, replaced as a whole after each chunk."""

    def __init__(self, path: Path, signature: dict[str, Any]) -> None:
        """Take the path, and what must be the same for a run to go on: inputs, form, rules."""
        self.path = path
        self._signature = json.loads(json.dumps(signature))

    def load(self) -> State | None:
        """Return the state of the unfinished run, or None where there is none.

        Raises:
            AdvisorError: that run was another one, or its journal is broken.
        """
        try:
            data = json.loads(self.path.read_bytes())
            signature, state = data["signature"], data["state"]
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            raise AdvisorError(f"{self.path}: is no journal of a batch") from None
        for name, value in self._signature.items():
            if signature.get(name) != value:
                raise AdvisorError(
                    f"{self.path}: the unfinished run had other {name}; "
                    "repeat it as it was, or begin anew with --force"
                )
        return State(
            **{
                **state,
                "position": Position(**state["position"]),
                "tally": Tally.from_data(state["tally"]),
            }
        )

    def save(self, state: State) -> None:
        """Put a state on the disk; whatever happens, there is the old one or the new one."""
        plain = {name: getattr(state, name) for name in State.__dataclass_fields__}
        plain |= {"position": state.position._asdict(), "tally": state.tally.to_data()}
        new = self.path.with_name(f"{self.path.name}.new")
        with new.open("wb") as stream:
            stream.write(json.dumps({"signature": self._signature, "state": plain}).encode())
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(self.path)

    def remove(self) -> None:
        """Take the journal away, its run being over."""
        self.path.with_name(f"{self.path.name}.new").unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
