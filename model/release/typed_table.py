"""Tables of TOML as dataclasses, every value of the type that its field states."""

from collections.abc import Mapping
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def typed(kind: type[T], table: Mapping[str, Any]) -> T:
    """Raises TypeError for a missing or an unknown key, and for a value of another type."""
    values = {key: _tuples(value) for key, value in table.items()}
    for name, hint in get_type_hints(kind).items():
        if name in values and not _fits(values[name], hint):
            raise TypeError(f"{kind.__name__}.{name}: expected {hint}, received {table[name]!r}")
    return kind(**values)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


def _fits(value: Any, hint: Any) -> bool:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return any(_fits(value, part) for part in parts)
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(one, parts[0]) for one in value)
    if origin is Mapping:
        return isinstance(value, dict) and all(_fits(one, parts[1]) for one in value.values())
    if hint is float:
        return type(value) in (int, float)
    # A bool is an int to isinstance.
    return type(value) is hint if hint in (int, str) else isinstance(value, hint)
