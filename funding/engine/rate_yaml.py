"""YAML with nothing implied: every plain value is text or yes/no, keys are not repeated.

YAML by itself reads 2.10 as a binary float and lets the second of two equal keys win. Money
cannot live with either.
"""

from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, ScalarNode

from funding.engine.rate import BadRates


@dataclass(frozen=True, slots=True)
class Unquoted:
    """A number written without quotes, kept to be refused where its place is known."""

    text: str


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses repeated keys and does not guess numbers and dates."""


def _id_in(node: MappingNode) -> str:
    for key, value in node.value:
        if key.value == "id" and isinstance(value, ScalarNode):
            return f" rate “{value.value}”:"
    return ""


def _mapping(loader: _StrictLoader, node: MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise BadRates(f"line {line}: a key must be a word.")
        if key in result:
            raise BadRates(f"{_id_in(node)} line {line}: “{key}” is there twice. Keep one.".strip())
        result[key] = loader.construct_object(value_node, deep=True)
    return result


def _text(loader: _StrictLoader, node: ScalarNode) -> str:
    return str(node.value)


def _unquoted(loader: _StrictLoader, node: ScalarNode) -> Unquoted:
    return Unquoted(str(node.value))


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:float", _unquoted)
_StrictLoader.add_constructor("tag:yaml.org,2002:int", _unquoted)
_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _text)


def read_yaml(content: bytes, file: str) -> dict[str, Any]:
    """The mapping a YAML file holds; raise BadRates naming `file` if it is anything else."""
    try:
        document = yaml.load(content.decode("utf-8"), Loader=_StrictLoader)  # noqa: S506
    except UnicodeDecodeError:
        raise BadRates(f"{file}: not UTF-8 text. Save it as UTF-8.") from None
    except BadRates as problem:
        raise BadRates(f"{file}: {problem}") from None
    except RecursionError:
        raise BadRates(
            f"{file}: it is nested too deeply. Copy the layout of another file."
        ) from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" line {mark.line + 1}:" if mark else ""
        said = getattr(problem, "problem", None) or "not YAML"
        raise BadRates(f"{file}:{where} {said}. Correct the layout.") from None
    if not isinstance(document, dict):
        raise BadRates(f"{file}: no keys found. Copy the layout of another year's file.")
    return document
