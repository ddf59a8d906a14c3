"""What a person may choose from in a proposal's form: practices, networks and locations."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from networks.directory import practice_rows
from networks.models import CLINICAL_DIRECTOR, Appointment, Network
from networks.queries import memberships_on
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, practices_in, scope_of, sub_icbs_in
from pcn_portal.web.fields import GroupedCheckboxes
from pcn_portal.web.formats import day
from practices.models import Practice
from practices.queries import open_on

LONGEST_SELECT = 200
MOST_BOXES = 800
NO_NETWORK = "In no network"
Choices = list[tuple[str, str]]
_IN_BRACKETS = re.compile(r"\(([A-Za-z0-9]+)\)\s*$")
NETWORK_LIST, PRACTICE_LIST = "known-networks", "known-practices"


class CodeField(forms.CharField):
    """An ODS code as typed, or as "Name (CODE)" chosen from a suggestion; its form in capitals."""

    def __init__(self, *, suggestions: str = "", **kwargs: Any) -> None:
        attrs = {"class": "nhsuk-input--width-20", "autocomplete": "off"}
        listed = {"list": suggestions} if suggestions else {}
        widget = forms.TextInput(attrs=attrs | listed)
        super().__init__(max_length=250, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        found = _IN_BRACKETS.search(text)
        return (found[1] if found else text).upper()


class KnownCode(CodeField):
    """A code that must be one of the register's."""

    def __init__(self, *, known: Callable[[str], bool], unknown: str, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": "Enter an ODS code."}, **kwargs)
        self.known, self.unknown = known, unknown

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not self.known(value):
            raise forms.ValidationError(self.unknown.format(value))


class SeveralCodes(forms.CharField):
    """Codes on lines of their own, for whom the boxes would be too many."""

    widget = forms.Textarea

    def __init__(self, *, known: Callable[[set[str]], set[str]], **kwargs: Any) -> None:
        super().__init__(max_length=4000, **kwargs)
        self.known = known

    def clean(self, value: Any) -> list[str]:
        codes = list(dict.fromkeys(re.split(r"[\s,;]+", super().clean(value).upper().strip())))
        wanted = [code for code in codes if code]
        known = self.known(set(wanted))
        unknown = [code for code in wanted if code not in known]
        if unknown:
            raise forms.ValidationError(
                f"There is no practice {unknown[0]} within your organisations. Check the code."
            )
        return wanted


@dataclass(frozen=True)
class Places:
    """The register as far as a person may propose changes of it, on a day.

    `network` narrows the practices to those of one network.
    """

    user: User
    on: date
    network: str = ""

    @cached_property
    def networks(self) -> QuerySet[Network]:
        scope = scope_of(self.user, Permission.PROPOSE_CHANGES)
        return networks_in(scope, self.on).filter(open_on(self.on)).order_by("name", "code")

    @cached_property
    def practices(self) -> QuerySet[Practice]:
        scope = scope_of(self.user, Permission.PROPOSE_CHANGES)
        found = practices_in(scope, self.on).filter(open_on(self.on)).order_by("name", "code")
        if not self.network:
            return found
        member = memberships_on(self.on).filter(practice=OuterRef("pk"))
        return found.filter(Exists(member.filter(network__code=self.network)))

    @cached_property
    def name(self) -> str:
        """The name of `network`."""
        return self.networks.get(code=self.network).name if self.network else ""

    @property
    def narrowed_to(self) -> str:
        """Name and code of the network to which the choices are narrowed, or nothing."""
        return f"{self.name} ({self.network})" if self.network else ""

    @cached_property
    def network_choices(self) -> Choices:
        return _choices(self.networks.values_list("code", "name")[: MOST_BOXES + 1])

    @cached_property
    def practice_rows(self) -> list[dict[str, Any]]:
        return list(practice_rows(self.practices, self.on)[: MOST_BOXES + 1])

    @cached_property
    def sub_icb_choices(self) -> Choices:
        scope = scope_of(self.user, Permission.PROPOSE_CHANGES)
        return _choices(sub_icbs_in(scope, self.on).values_list("code", "name"))

    @cached_property
    def directors(self) -> Choices:
        """The clinical directors of `network` in post or to come, by appointment number."""
        found = Appointment.objects.filter(
            Q(ends__isnull=True) | Q(ends__gt=self.on),
            role__code=CLINICAL_DIRECTOR,
            network__code=self.network,
        )
        return [(str(a.pk), f"{a.person}, from {day(a.starts)}") for a in found.order_by("starts")]

    def own_network(self, label: str, **kwargs: Any) -> forms.Field:
        """One of the person's own networks."""
        if len(self.network_choices) <= LONGEST_SELECT:
            return _select(label, self.network_choices, "Choose a network", **kwargs)
        return KnownCode(
            label=label,
            help_text="ODS code, like U12345.",
            known=lambda code: self.networks.filter(code=code).exists(),
            unknown="There is no open network {} within your organisations. Check the code.",
            **kwargs,
        )

    def any_network(self, label: str, **kwargs: Any) -> forms.Field:
        """Any network of England that is open; the person's own are suggested."""
        return KnownCode(
            label=label,
            known=lambda code: Network.objects.filter(open_on(self.on), code=code).exists(),
            unknown="There is no open network {}. Check the code.",
            suggestions=NETWORK_LIST,
            **{"help_text": "ODS code, like U12345. Any open network of England.", **kwargs},
        )

    def own_practice(self, label: str, **kwargs: Any) -> forms.Field:
        """One of the practices of the person's networks or ICB."""
        if len(self.practice_rows) <= LONGEST_SELECT:
            choices = [(row["code"], _with_network(row)) for row in self.practice_rows]
            return _select(label, choices, "Choose a practice", **kwargs)
        return KnownCode(
            label=label,
            help_text="ODS code, like A12345.",
            known=lambda code: self.practices.filter(code=code).exists(),
            unknown="There is no open practice {} within your organisations. Check the code.",
            **kwargs,
        )

    def any_practice(self, label: str, **kwargs: Any) -> forms.Field:
        """Any practice of England that is open; those of the person in no network are suggested."""
        return KnownCode(
            label=label,
            help_text="ODS code, like A12345.",
            known=lambda code: Practice.objects.filter(open_on(self.on), code=code).exists(),
            unknown="There is no open practice {}. Check the code.",
            suggestions=PRACTICE_LIST,
            **kwargs,
        )

    def several_practices(self, label: str, **kwargs: Any) -> forms.Field:
        """Some of the person's practices: boxes grouped by network, or codes if too many."""
        if len(self.practice_rows) > MOST_BOXES:
            text = kwargs.pop("help_text", "")
            hint = f"{text} ODS codes, each on a line of its own.".strip()
            return SeveralCodes(label=label, help_text=hint, known=self._known, **kwargs)
        field = forms.MultipleChoiceField(
            label=label, choices=self._by_network(), widget=GroupedCheckboxes, **kwargs
        )
        field.error_messages["invalid_choice"] = "Choose practices of the list."
        return field

    def suggestions(self) -> list[dict[str, Any]]:
        """The lists behind the fields that suggest: id and "Name (CODE)" items."""
        free = [row for row in self.practice_rows if row["network"] is None]
        lists = {
            NETWORK_LIST: [text for _, text in self.network_choices],
            PRACTICE_LIST: [f"{row['name']} ({row['code']})" for row in free],
        }
        return [
            {"id": key, "items": items} for key, items in lists.items() if len(items) <= MOST_BOXES
        ]

    def _known(self, codes: set[str]) -> set[str]:
        return set(self.practices.filter(code__in=codes).values_list("code", flat=True))

    def _by_network(self) -> list[tuple[str, Choices]]:
        groups: dict[str, Choices] = {}
        for row in self.practice_rows:
            network = row["network"]
            title = f"{network['name']} ({network['code']})" if network else NO_NETWORK
            groups.setdefault(title, []).append((row["code"], f"{row['name']} ({row['code']})"))
        return sorted(groups.items())


def network_of(practice_code: str, on: date) -> str:
    """The code of the network in which a practice is core on a day, or nothing."""
    spells = memberships_on(on).filter(practice__code=practice_code)
    return spells.values_list("network__code", flat=True).first() or ""


def _select(label: str, choices: Choices, empty: str, **kwargs: Any) -> forms.Field:
    return forms.ChoiceField(
        label=label,
        choices=[("", empty), *choices],
        error_messages={"required": f"{empty}.", "invalid_choice": f"{empty} of the list."},
        **kwargs,
    )


def _choices(rows: Iterable[tuple[str, str]]) -> Choices:
    return [(code, f"{name} ({code})") for code, name in rows]


def _with_network(row: dict[str, Any]) -> str:
    network = row["network"]
    where = network["name"] if network else NO_NETWORK.lower()
    return f"{row['name']} ({row['code']}), {where}"
