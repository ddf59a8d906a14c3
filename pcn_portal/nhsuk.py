"""Components of the NHS design system, drawn by nhsuk-frontend-jinja inside Django templates."""

from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from jinja2 import ChainableUndefined, Environment, PackageLoader
from jinja2.runtime import Macro

_ENVIRONMENT = Environment(
    loader=PackageLoader("nhsuk_frontend_jinja"),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Component folders whose macro has another name.
_FOLDERS = {"table": "tables", "image": "images", "list": "do-dont-list"}


class UnknownComponent(Exception):
    """No component of the design system has this name."""


@cache
def _macro(name: str) -> Macro:
    folder = _FOLDERS.get(name, name)
    first, *rest = name.split("-")
    template = _ENVIRONMENT.get_template(f"nhsuk/components/{folder}/macro.jinja")
    macro = getattr(template.module, first + "".join(part.title() for part in rest), None)
    if macro is None:
        raise UnknownComponent(f"The NHS design system has no component “{name}”.")
    return macro  # type: ignore[no-any-return]


def render(name: str, params: dict[str, Any]) -> SafeString:
    """Draw the component `name` ("tag", "error-summary"); its parameters are those of the
    design system's own macro. Text is escaped; only keys that end in "html" are trusted."""
    plain = {key: _plain(key, value) for key, value in params.items()}
    return mark_safe(str(_macro(name)(plain)).strip())  # noqa: S308 - escaped by Jinja


def _plain(key: str, value: Any) -> Any:
    if isinstance(value, SafeString) and not key.endswith("html"):
        return str(value + "")
    return value
