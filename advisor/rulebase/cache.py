"""Keep the shipped rule base, read and checked, as Python keeps compiled modules.

To read and check the shipped files takes most of the time that an advisor takes to be built.
What came of it is kept in the ``__pycache__`` of their package, or where ``PYTHONPYCACHEPREFIX``
says, and like compiled modules it is not written under ``PYTHONDONTWRITEBYTECODE`` or where the
folder cannot be written. It counts only while nothing changed: no rule file, no module of this
package, not the version of Python.
"""

from __future__ import annotations

import copyreg
import hashlib
import io
import os
import pickle
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from types import MappingProxyType

from advisor.rulebase.files import hash_of, shipped_folder
from advisor.rulebase.model import RuleBase
from advisor.rulebase.profile import Profile, frozen

__all__ = ["RuleBaseCache", "pickled"]

_SIZE = hashlib.sha256().digest_size


class RuleBaseCache:
    """The place of the shipped rule base once it was found to be sound."""

    def __init__(self) -> None:
        """Note what the files hold now."""
        folder = shipped_folder()
        compiled = Path(cache_from_source(str(folder / "__init__.py")))
        self._path = compiled.with_name(f"rulebase.{sys.implementation.cache_tag}.pickle")
        self._hash = hash_of([folder])
        self._key = _digest([self._hash.encode(), sys.version.encode(), *_modules()])

    def fetch(self) -> tuple[RuleBase, Profile] | None:
        """Return what was kept of these very files, or None."""
        try:
            kept = self._path.read_bytes()
        except OSError:
            return None
        head, body = kept[: 2 * _SIZE], kept[2 * _SIZE :]
        if head != self._key + _digest([body]):
            return None
        # To be trusted as the modules beside it: who may write here may change those too.
        found: tuple[RuleBase, Profile] = pickle.loads(body)
        return found

    def store(self, rulebase: RuleBase, profile: Profile) -> None:
        """Keep a sound rule base where Python may keep its compiled modules."""
        if sys.dont_write_bytecode or rulebase.hash != self._hash:
            return
        body = pickled((rulebase, profile))
        with suppress(OSError):  # the next start will be slower, and nothing else
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self._path, self._key + _digest([body]) + body)


def pickled(content: object) -> bytes:
    """Pickle rule bases, with the read-only mappings in them."""
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(content)
    return stream.getvalue()


class _Pickler(pickle.Pickler):
    dispatch_table = copyreg.dispatch_table | {
        MappingProxyType: lambda mapping: (frozen, (dict(mapping),))
    }


def _modules() -> Iterator[bytes]:
    """Tell the modules of this package by what Python tells its compiled ones by."""
    for folder, _, names in sorted(os.walk(Path(__file__).parents[1])):
        for name in sorted(names):
            if name.endswith(".py"):
                state = Path(folder, name).stat()
                yield f"{folder}/{name} {state.st_size} {state.st_mtime_ns}".encode()


def _digest(parts: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.digest()


def _replace(path: Path, content: bytes) -> None:
    """Write a file that others may read meanwhile: they see the old one or the new one, whole."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
