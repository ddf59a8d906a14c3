"""Django forms drawn as NHS components, with an error summary that links to the fields.

`FORM_RENDERER` names `NhsRenderer`, so `{{ form }}` anywhere, allauth's included, is NHS markup.
"""

from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from pcn_portal import nhsuk

FEW_GROUPS = 3
YEARS = range(1900, 2101)


class NhsRenderer(TemplatesSetting):
    """Draws each form and field by our own two templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class DayWidget(forms.MultiWidget):
    """Three boxes: day, month, year."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput() for part in ("day", "month", "year")
        }
        super().__init__(widgets=boxes, attrs=attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None] * 3


class GroupedCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes under headings that fold away, for choices given in groups."""


class DayField(forms.MultiValueField):
    """A date in the NHS form: three boxes, one `date`; what is wrong is said in a sentence."""

    widget = DayWidget

    def __init__(self, **kwargs: Any) -> None:
        boxes = [forms.CharField(required=False) for _ in range(3)]
        super().__init__(fields=boxes, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> date | None:
        if not any(data_list or []):
            return None
        try:
            on, month, year = (int(part) for part in data_list)
            day = date(year, month, on)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(
                f"{self.label} must be a real date, like 1 4 2025."
            ) from error
        if year not in YEARS:
            raise forms.ValidationError(
                f"{self.label} must be between {YEARS[0]} and {YEARS[-1]}, like 1 4 2025."
            )
        return day


def draw(field: BoundField) -> SafeString:
    """Draw one field with label, hint and first error."""
    widget = field.field.widget
    if field.is_hidden:
        return field.as_widget()
    if isinstance(widget, GroupedCheckboxes):
        return _grouped(field, widget)
    component, params = next(
        build(field) for kinds, build in _BUILDERS if isinstance(widget, kinds)
    )
    return nhsuk.render(component, _common(field) | params)


def error_list(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return the form's errors for an error summary: text, and where the field stands."""
    items = [{"text": str(error)} for error in form.non_field_errors()]
    for name in form.fields:
        field = form[name]
        items += [{"text": text, "href": f"#{_first_id(field)}"} for text in _messages(field)]
    return items


def _messages(field: BoundField) -> list[str]:
    """The field's errors as sentences; an empty required field is told what to do."""
    verb = "Choose" if isinstance(field.field.widget, _CHOSEN) else "Enter"
    label = str(field.label)
    wanted = f"{verb} {label[:1].lower()}{label[1:]}"
    plain = str(forms.Field.default_error_messages["required"])
    return [wanted if text == plain else str(text) for text in field.errors]


def _first_id(field: BoundField) -> str:
    return f"{field.auto_id}_day" if isinstance(field.field.widget, DayWidget) else field.auto_id


def _common(field: BoundField) -> dict[str, Any]:
    params: dict[str, Any] = {"id": field.auto_id, "name": field.html_name}
    if field.help_text:
        params["hint"] = {"text": str(field.help_text)}
    if field.errors:
        params["errorMessage"] = {"text": _messages(field)[0]}
    return params


def _attributes(field: BoundField, *left_out: str) -> dict[str, Any]:
    """The widget's own attributes that an NHS component takes as they are."""
    skipped = {"placeholder", "class", "required", "autofocus", "cols", "rows", *left_out}
    return {k: v for k, v in field.field.widget.attrs.items() if k not in skipped}


def _label(field: BoundField) -> dict[str, Any]:
    return {"label": {"text": str(field.label)}}


def _legend(field: BoundField) -> dict[str, Any]:
    return {"fieldset": {"legend": {"text": str(field.label), "size": "s"}}}


def _prefixed(field: BoundField) -> dict[str, Any]:
    """The field's id belongs to its first box, to which a label and an error lead."""
    return {"id": None, "idPrefix": field.auto_id}


def _input(field: BoundField) -> tuple[str, dict[str, Any]]:
    widget: Any = field.field.widget
    value = field.value()
    shown = {} if value in (None, "") else {"value": str(value)}
    return "input", _label(field) | shown | {
        "type": "text" if widget.input_type == "number" else widget.input_type,
        "classes": widget.attrs.get("class", ""),
        "attributes": _attributes(field, "type"),
    }


def _password(field: BoundField) -> tuple[str, dict[str, Any]]:
    return "password-input", _label(field) | {
        "autocomplete": field.field.widget.attrs.get("autocomplete", "current-password"),
    }


def _textarea(field: BoundField) -> tuple[str, dict[str, Any]]:
    return "textarea", _label(field) | {"value": field.value() or "", "rows": 4}


def _file(field: BoundField) -> tuple[str, dict[str, Any]]:
    return "file-upload", _label(field) | {"attributes": _attributes(field)}


def _options(field: BoundField, chosen: str) -> list[dict[str, Any]]:
    widget: Any = field.field.widget
    held = field.value()
    values = {str(v) for v in held} if isinstance(held, (list, tuple)) else {str(held or "")}
    return [
        {"value": str(value), "text": str(text), chosen: str(value) in values}
        for value, text in widget.choices
    ]


def _select(field: BoundField) -> tuple[str, dict[str, Any]]:
    return "select", _label(field) | {"items": _options(field, "selected")}


def _radios(field: BoundField) -> tuple[str, dict[str, Any]]:
    items = _options(field, "checked")
    return "radios", _legend(field) | _prefixed(field) | {"items": items}


def _checkboxes(field: BoundField) -> tuple[str, dict[str, Any]]:
    items = _options(field, "checked")
    return "checkboxes", _legend(field) | _prefixed(field) | {"items": items}


def _grouped(field: BoundField, widget: GroupedCheckboxes) -> SafeString:
    """Few groups stand open, and so does one in which something is chosen."""
    chosen = {str(value) for value in field.value() or ()}
    number, groups = 0, []
    for title, choices in widget.choices:
        items = []
        for value, text in choices:
            box_id = f"{field.auto_id}-{number}" if number else field.auto_id
            items.append({"id": box_id, "value": value, "text": text, "on": value in chosen})
            number += 1
        groups.append({"title": title, "items": items, "chosen": sum(i["on"] for i in items)})
    params = _common(field) | {
        "label": str(field.label),
        "groups": groups,
        "all_open": len(groups) <= FEW_GROUPS,
    }
    return render_to_string("components/grouped_checkboxes.html", {"field": params})


def _checkbox(field: BoundField) -> tuple[str, dict[str, Any]]:
    item = {"value": "on", "text": str(field.label), "checked": bool(field.value())}
    return "checkboxes", _prefixed(field) | {"items": [item]}


def _day(field: BoundField) -> tuple[str, dict[str, Any]]:
    widget: Any = field.field.widget
    value = field.value()
    values = value if isinstance(value, list) else widget.decompress(value)
    items = [
        {
            "name": f"{field.html_name}_{part}",
            "id": f"{field.auto_id}_{part}",
            "label": part.title(),
            "value": "" if shown is None else str(shown),
            "width": 4 if part == "year" else 2,
            "error": bool(field.errors),
        }
        for part, shown in zip(("day", "month", "year"), values, strict=True)
    ]
    return "date-input", _legend(field) | {"items": items}


_CHOSEN = (forms.Select, forms.FileInput)
# The first match draws: special widgets stand before the ones they derive from.
_BUILDERS = (
    (DayWidget, _day),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.Select, _select),
    (forms.CheckboxInput, _checkbox),
    (forms.FileInput, _file),
    (forms.Textarea, _textarea),
    (forms.PasswordInput, _password),
    (forms.widgets.Input, _input),
)
