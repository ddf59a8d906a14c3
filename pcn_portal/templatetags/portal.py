"""Template tags and filters of the portal, built in to every template."""

from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template.context import RequestContext
from django.urls import get_resolver, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pcn_portal import nhsuk as components
from pcn_portal.web import fields, formats

register = template.Library()

for _filter in (
    formats.money,
    formats.money_change,
    formats.patients,
    formats.exact,
    formats.counted,
    formats.spaced,
    formats.day,
    formats.month,
    formats.moment,
    formats.joined,
):
    register.filter(_filter.__name__, _filter)
register.simple_tag(formats.period, name="period")


@register.simple_tag
def nhsuk(component: str, params: dict[str, Any] | None = None, **more: Any) -> SafeString:
    """Draw a component: {% nhsuk "tag" text="Approved" colour="green" %}.

    A dict from the view may stand as second argument; named values win over it.
    """
    return components.render(component, (params or {}) | more)


@register.simple_block_tag
def nhsukblock(content: str, component: str, **params: Any) -> SafeString:
    """Draw a component around content: {% nhsukblock "inset-text" %}…{% endnhsukblock %}."""
    return components.render(component, params | {"html": content})


@register.simple_tag
def nhsfield(field: BoundField) -> SafeString:
    """Draw one form field as its NHS component."""
    return fields.draw(field)


@register.simple_tag
def error_summary(*forms_shown: forms.BaseForm) -> SafeString | str:
    """Draw the error summary of one or more forms, or nothing."""
    errors = [e for form in forms_shown if form for e in fields.error_list(form)]
    if not errors:
        return ""
    return components.render(
        "error-summary", {"heading": "There is a problem", "errorList": errors}
    )


@register.simple_tag(takes_context=True)
def walk(context: RequestContext, url_name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, keeping the day that is being looked at (?on=…)."""
    address = reverse(url_name, args=args, kwargs=kwargs)
    asked = context.get("asked_day")
    return f"{address}?on={asked.isoformat()}" if asked else address


TABS = (
    ("overview", "Overview", "network"),
    ("members", "Members", "network_members"),
    ("people", "People", "network_people"),
    ("agreements", "Agreements", "network_agreements"),
    ("history", "History", "network_history"),
    ("staff", "Staff", "network_staff"),
    ("services", "Services", "network_services"),
    ("money", "Money", "network_money"),
)


@register.simple_tag(takes_context=True)
def network_tabs(context: RequestContext, code: str, here: str) -> list[dict[str, Any]]:
    """The pages of one network: key, words, address (keeping the day), and which one is open."""
    return [
        {"text": text, "href": walk(context, url_name, code), "here": key == here}
        for key, text, url_name in TABS
        if get_resolver().reverse_dict.getlist(url_name)
    ]


@register.simple_tag(takes_context=True)
def sort_header(context: RequestContext, key: str, text: str, numeric: bool = False) -> SafeString:
    """Draw a column heading that sorts by a plain link; `sort` in the context is the order now."""
    current = context.get("sort", "")
    ascending = current == key
    query = context["request"].GET.copy()
    query["sort"] = f"-{key}" if ascending else key
    query.pop("page", None)
    state = {key: "ascending", f"-{key}": "descending"}.get(str(current), "")
    return format_html(
        '<th scope="col" class="nhsuk-table__header{}" data-sort="true"{}>'
        '<a class="nhsuk-link" href="?{}">{}</a></th>',
        " nhsuk-table__header--numeric" if numeric else "",
        format_html(' aria-sort="{}"', state) if state else "",
        query.urlencode(),
        text,
    )


@register.simple_tag(takes_context=True)
def pagination(context: RequestContext, page: Page[Any]) -> SafeString | str:
    """Draw numbered pages for a Django `Page`, keeping filters and order; nothing if one page."""
    paginator = page.paginator
    if paginator.num_pages < 2:
        return ""

    def href(number: int) -> str:
        query = context["request"].GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    items: list[dict[str, Any]] = [
        {"number": n, "href": href(n), "current": n == page.number}
        if isinstance(n, int)
        else {"ellipsis": True}
        for n in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    params: dict[str, Any] = {"items": items}
    if page.has_previous():
        params["previous"] = {"href": href(page.previous_page_number())}
    if page.has_next():
        params["next"] = {"href": href(page.next_page_number())}
    return components.render("pagination", params)
