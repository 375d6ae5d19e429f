"""Structure: which keys and JSON types a record must have, and every place where one does not.

A typed decoder stops at the first mistake. ``faults`` walks a record that was decoded without types against the same
model and names them all: missing keys, unknown keys (where the model forbids them), keys given twice, wrong types.
An offset is an integer: a boolean, a float (``1.0`` too), NaN, a string or null is refused as ``bad-span``.
"""

from __future__ import annotations

import difflib
import json
import math
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import inspect

_OFFSETS: Final = frozenset({"start", "end"})
_LONGEST_NUMBER: Final = 4000  # digits; Python refuses to read longer integers
_SHOWN: Final = 40


class Fault(NamedTuple):
    """A problem of one record, before the reader adds file, line and document."""

    code: str
    path: str | None
    message: str
    hint: str | None = None


class JsonObject(dict[str, Any]):
    """A decoded object that remembers which of its keys were given twice."""

    repeated: tuple[str, ...] = ()


def loads(text: str) -> Any:
    """Decode without types, as leniently as possible: NaN becomes a float, a key given twice is remembered.

    Raises ValueError or RecursionError.
    """
    return json.loads(text, object_pairs_hook=_object, parse_int=_integer)


def faults(value: object, model: type[msgspec.Struct]) -> list[Fault]:
    """Every place where a decoded value does not have the structure of ``model``."""
    found: list[Fault] = []
    _check(value, _type_of(model), "", found)
    return found


def shown(value: object) -> str:
    """A value as an error message shows it: as JSON, cut short."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        text = "an array" if len(value) > 4 or any(isinstance(v, list | dict) for v in value) else None
        return text or "[" + ", ".join(shown(v) for v in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "a number out of range"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = JsonObject(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.repeated = tuple(name for name in found if names.count(name) > 1)
    return found


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else math.inf


@cache
def _type_of(model: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(model)


def _join(path: str, name: str) -> str:
    if not name.isidentifier():
        return f"{path}[{shown(name)}]"
    return f"{path}.{name}" if path else name


def _check(value: object, expected: inspect.Type, path: str, found: list[Fault], name: str = "") -> None:
    """One value against one type; ``name`` is the key it stands under."""
    if isinstance(expected, inspect.UnionType):
        if value is not None or not any(isinstance(t, inspect.NoneType) for t in expected.types):
            _check(value, next(t for t in expected.types if not isinstance(t, inspect.NoneType)), path, found)
    elif isinstance(expected, inspect.StructType):
        _check_object(value, expected, path, found)
    elif isinstance(expected, inspect.TupleType):
        _check_span(value, path, found, with_text=False)
    elif isinstance(expected, inspect.ListType | inspect.VarTupleType):
        if isinstance(expected.item_type, inspect.UnionType):
            _check_span(value, path, found, with_text=True)
        elif not isinstance(value, list | tuple):
            found.append(Fault("bad-structure", path, f"expected an array, found {shown(value)}"))
        else:
            for index, item in enumerate(value):
                _check(item, expected.item_type, f"{path}[{index}]", found)
    elif isinstance(expected, inspect.IntType):
        if type(value) is not int:
            code = "bad-span" if name in _OFFSETS else "bad-structure"
            found.append(
                Fault(code, path, f"expected an integer, found {shown(value)}", _integer_hint(value))
            )
    elif isinstance(expected, inspect.StrType):
        if not isinstance(value, str):
            found.append(Fault("bad-structure", path, f"expected a string, found {shown(value)}"))
        elif not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            found.append(Fault("bad-json", path, f"half of a surrogate pair in {shown(value)}"))
    elif isinstance(expected, inspect.BoolType) and not isinstance(value, bool):
        found.append(Fault("bad-structure", path, f"expected true or false, found {shown(value)}"))


def _check_object(value: object, expected: inspect.StructType, path: str, found: list[Fault]) -> None:
    if not isinstance(value, dict):
        hint = None
        if not path and isinstance(value, list):
            hint = "this is a JSON array; write one document a line, without brackets and commas around them"
        found.append(Fault("bad-structure", path or None, f"expected an object, found {shown(value)}", hint))
        return
    fields = {field.encode_name: field for field in expected.fields}
    for name in getattr(value, "repeated", ()):
        found.append(Fault("bad-structure", _join(path, name), f"the key {shown(name)} is given twice"))
    for name, field in fields.items():
        if name in value:
            _check(value[name], field.type, _join(path, name), found, name)
        elif field.required:
            found.append(Fault("bad-structure", path or None, f"the key {shown(name)} is missing"))
    if expected.cls.__struct_config__.forbid_unknown_fields:
        for name in value:
            if name not in fields:
                near = difflib.get_close_matches(str(name), fields, n=1)
                hint = f'did you mean "{near[0]}"?' if near else f"known keys: {', '.join(fields)}"
                message = f"the key {shown(name)} is unknown"
                found.append(Fault("bad-structure", _join(path, str(name)), message, hint))


def _check_span(value: object, path: str, found: list[Fault], *, with_text: bool) -> None:
    fault = span_fault(value, with_text=with_text)
    if fault is not None:
        found.append(Fault("bad-span", path, *fault))


def span_fault(value: object, *, with_text: bool) -> tuple[str, str | None] | None:
    """Message and hint if the value is not [start, end] (or [start, end, "text"]) with integers."""
    wanted = '[start, end] or [start, end, "text"]' if with_text else "[start, end]"
    if isinstance(value, dict):
        return f"expected {wanted}, found an object", "write the span as an array of two offsets"
    if not isinstance(value, list | tuple) or not 2 <= len(value) <= (3 if with_text else 2):
        return f"expected {wanted}, found {shown(value)}", None
    for offset in value[:2]:
        if type(offset) is not int:
            return f"expected integers in {wanted}, found {shown(offset)}", _integer_hint(offset)
    if len(value) == 3 and not isinstance(value[2], str):
        return f"expected {wanted}, found {shown(value)}", None
    if len(value) == 3 and any("\ud800" <= c <= "\udfff" for c in value[2]):
        return f"half of a surrogate pair in {shown(value[2])}", None
    return None


def _integer_hint(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        return f"write {int(value)}: an offset is an integer"
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return "write the number without quotation marks"
    return None
