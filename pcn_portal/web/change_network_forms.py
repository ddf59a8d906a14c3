"""Forms of the changes of whole networks: formed, merged, split, renamed, ended."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms

from networks.models import ProposalKind
from networks.proposals.details import ProposalRefused
from pcn_portal.web.change_choices import CodeField
from pcn_portal.web.change_forms import (
    WHEN_AND_WHY,
    ChangeForm,
    Section,
    SplitForm,
    part_fields,
)

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
                error_messages={
                    "required": "Choose the location that commissions it.",
                    "invalid_choice": "Choose a location of the list.",
                },
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
        merging = {"network1": self.places.own_network("Network 1", initial=self.places.network)}
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
                error_messages={"invalid_choice": "Choose a location of the list."},
            ),
        }

    def sections(self) -> Iterator[Section]:
        yield self.section("Networks that merge", ("network1", "network2"))
        more = [f"network{number}" for number in range(3, self.most + 1)]
        yield self.section("A third or fourth network", more, spare=True)
        yield self.section("The merged network", self.about)
        yield self.section("When and why", WHEN_AND_WHY)

    def details_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        typed = [cleaned[f"network{number}"] for number in range(1, self.most + 1)]
        details = {"networks": [code for code in typed if code], "into": cleaned["into"]}
        return details | {key: cleaned[key] for key in ("name", "sub_icb") if cleaned[key]}


class NetworkSplitForm(SplitForm):
    """A network becomes two to four; each of its practices goes to one of them."""

    kind, monthly = Kind.NETWORK_SPLIT, True
    stands_for = {"network": "code1"}
    parts, more, refused_as = 4, "A third or fourth network", "parts"

    def own_fields(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for number in range(1, self.parts + 1):
            fields |= part_fields(number, "network", required=number <= 2)
        fields["code1"].initial, fields["name1"].initial = self.places.network, self.places.name
        fields["code1"].help_text = f"ODS code. One of them may keep {self.places.network}."
        choices = [(str(number), f"Network {number}") for number in range(1, self.parts + 1)]
        for row in self.places.practice_rows:
            fields[f"goes_{row['code']}"] = forms.ChoiceField(
                label=f"{row['name']} ({row['code']}) goes to",
                choices=[("", "Choose a network"), *choices],
                error_messages={"required": f"Choose the network to which {row['name']} goes."},
            )
        return fields

    def sections(self) -> Iterator[Section]:
        yield from self.part_sections("Network", 2)
        goes = [name for name in self.fields if name.startswith("goes_")]
        yield self.section("Which practice goes where", goes)
        yield self.section("When and why", WHEN_AND_WHY)

    def details_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        made = (self._part(cleaned, number) for number in range(1, self.parts + 1))
        return {"network": self.places.network, "parts": [part for part in made if part]}

    def _part(self, cleaned: dict[str, Any], number: int) -> dict[str, Any]:
        codes = [row["code"] for row in self.places.practice_rows]
        goes = [code for code in codes if cleaned[f"goes_{code}"] == str(number)]
        code, name = cleaned[f"code{number}"], cleaned[f"name{number}"]
        if not (code or name or goes):
            return {}
        if not code:
            raise ProposalRefused(
                f"Enter code of network {number}, or let no practice go to it.", f"code{number}"
            )
        if not goes:
            raise ProposalRefused(
                f"No practice goes to network {number}. Choose at least one below.", f"code{number}"
            )
        return {"code": code, "name": name, "practices": goes}


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
