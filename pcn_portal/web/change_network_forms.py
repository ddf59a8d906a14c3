"""Forms of the changes of whole networks: formed, merged, split, renamed, ended."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from networks.models import ProposalKind
from pcn_portal.web.change_choices import CodeField
from pcn_portal.web.change_forms import WHEN_AND_WHY, ChangeForm, part_fields

Kind = ProposalKind
NEW_CODE = "ODS code, like U12345. ODS gives it out."


class FormedForm(ChangeForm):
    """Practices form a new network."""

    kind, about, monthly = Kind.NETWORK_FORMED, ("code", "name", "sub_icb", "practices"), True

    def own_fields(self) -> dict[str, forms.Field]:
        return {
            "code": CodeField(label="Code of the new network", help_text=NEW_CODE),
            "name": forms.CharField(label="Name of the new network", max_length=200),
            "sub_icb": forms.ChoiceField(
                label="Sub-ICB location that commissions it",
                choices=[("", "Choose a location"), *self.places.sub_icb_choices],
                error_messages={"required": "Choose the location that commissions it."},
            ),
            "practices": self.places.several_practices(
                "Its core network practices",
                help_text="A practice that is in another network moves.",
                error_messages={"required": "Choose the practices that form the network."},
            ),
        }


class NetworkMergerForm(ChangeForm):
    """Networks become one: one of them continues, or a new one begins."""

    kind, about, monthly = Kind.NETWORK_MERGER, ("into", "name", "sub_icb"), True
    stands_for = {"networks": "network1"}
    most: ClassVar[int] = 4

    def own_fields(self) -> dict[str, forms.Field]:
        merging = {"network1": self.places.own_network("Network 1")}
        for number in range(2, self.most + 1):
            merging[f"network{number}"] = self.places.any_network(
                f"Network {number}", required=number == 2
            )
        return merging | {
            "into": CodeField(
                label="Code of the merged network",
                help_text="The code of one of them, or a new one like U12345 that ODS gives out.",
            ),
            "name": forms.CharField(
                label="Its name, if the code is new", required=False, max_length=200
            ),
            "sub_icb": forms.ChoiceField(
                label="Sub-ICB location that commissions it, if the code is new",
                required=False,
                choices=[("", "The location of network 1"), *self.places.sub_icb_choices],
            ),
        }

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        numbers = range(1, self.most + 1)
        yield "Networks that merge", [self[f"network{number}"] for number in numbers]
        yield "The merged network", [self[name] for name in self.about]
        yield "When and why", [self[name] for name in WHEN_AND_WHY]

    def details_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        typed = [cleaned[f"network{number}"] for number in range(1, self.most + 1)]
        details = {"networks": [code for code in typed if code], "into": cleaned["into"]}
        return details | {key: cleaned[key] for key in ("name", "sub_icb") if cleaned[key]}


class NetworkSplitForm(ChangeForm):
    """A network becomes two to four; each of its practices goes to one of them."""

    kind, monthly = Kind.NETWORK_SPLIT, True
    stands_for = {"parts": "code1", "network": "code1"}
    most: ClassVar[int] = 4

    def own_fields(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for number in range(1, self.most + 1):
            fields |= part_fields(number, "network", required=number <= 2)
        fields["code1"].help_text = f"ODS code. One of them may keep {self.places.network}."
        parts = [(str(number), f"Network {number}") for number in range(1, self.most + 1)]
        for row in self.places.practice_rows:
            fields[f"goes_{row['code']}"] = forms.ChoiceField(
                label=f"{row['name']} ({row['code']}) goes to",
                choices=[("", "Choose a network"), *parts],
                error_messages={"required": f"Choose the network to which {row['name']} goes."},
            )
        return fields

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        for number in range(1, self.most + 1):
            needed = "" if number <= 2 else ", if there is one"
            heading = f"Network {number}{needed}"
            yield heading, [self[f"code{number}"], self[f"name{number}"]]
        goes = [self[name] for name in self.fields if name.startswith("goes_")]
        yield "Which practice goes where", goes
        yield "When and why", [self[name] for name in WHEN_AND_WHY]

    def details_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        codes = [row["code"] for row in self.places.practice_rows]
        parts: list[dict[str, Any]] = []
        for number in range(1, self.most + 1):
            goes = [code for code in codes if cleaned[f"goes_{code}"] == str(number)]
            named = {"code": cleaned[f"code{number}"], "name": cleaned[f"name{number}"]}
            if any(named.values()) or goes:
                parts.append(named | {"practices": goes})
        return {"network": self.places.network, "parts": parts}


class RenamedForm(ChangeForm):
    """A network takes another name."""

    kind, about = Kind.NETWORK_RENAMED, ("network", "name")

    def own_fields(self) -> dict[str, forms.Field]:
        return {
            "network": self.places.own_network("Network"),
            "name": forms.CharField(label="New name", max_length=200),
        }


class EndedForm(ChangeForm):
    """A network ends; its practices are then in none."""

    kind, about, monthly = Kind.NETWORK_ENDED, ("network",), True

    def own_fields(self) -> dict[str, forms.Field]:
        return {"network": self.places.own_network("Network that ends")}
