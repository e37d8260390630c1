"""What a caller may say about a neural-network project, and how it is read."""

from advisor.descriptor.change import changed, completed, nested
from advisor.descriptor.fields import FIELDS, Field, Kind
from advisor.descriptor.model import Descriptor
from advisor.descriptor.reader import (
    DescriptorLike,
    from_document,
    from_json,
    from_mapping,
    json_schema,
    read,
    read_descriptor,
)
from advisor.descriptor.symbols import canonical
from advisor.descriptor.told import told

__all__ = [
    "FIELDS",
    "Descriptor",
    "DescriptorLike",
    "Field",
    "Kind",
    "canonical",
    "changed",
    "completed",
    "from_document",
    "from_json",
    "from_mapping",
    "json_schema",
    "nested",
    "read",
    "read_descriptor",
    "told",
]
