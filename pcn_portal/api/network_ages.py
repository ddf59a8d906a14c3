"""Patients by age and deprivation of networks over REST."""

from fractions import Fraction
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from networks.queries import networks_of_icb
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, networks_in
from pcn_portal.api.fields import CodeField
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, OnRegisterDay, today
from services.engine.age_bands import BANDS, GROUPS
from services.populations import Population, PracticePopulation, populations_of


class NetworkAgesQuery(OnRegisterDay):
    """A network, or all networks of a board, on a day."""

    network = CodeField(required=False)
    icb = CodeField(required=False)


class PracticeAgesShape(serializers.Serializer[Any]):
    """A practice with the rows of the files; null is not known."""

    code = serializers.CharField()
    patients = serializers.IntegerField(allow_null=True)
    file = serializers.CharField(allow_null=True)
    row = serializers.IntegerField(allow_null=True)
    score = serializers.CharField(allow_null=True)
    score_year = serializers.IntegerField(allow_null=True)
    score_row = serializers.IntegerField(allow_null=True)
    tenth = serializers.IntegerField(allow_null=True)


class NetworkAgesShape(serializers.Serializer[Any]):
    """A network's patients; null is not known. `groups` are patients; the score is of practices."""

    network = serializers.CharField()
    counted_on = serializers.DateField(allow_null=True)
    patients = serializers.IntegerField(allow_null=True)
    bands = serializers.ListField(child=serializers.CharField())
    female = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    male = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    groups = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())
    score = serializers.CharField(allow_null=True)
    patients_by_tenth = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    practices = PracticeAgesShape(many=True)


class NetworkAges(Endpoint):
    """Patients by age and deprivation."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="list_network_ages",
        parameters=[NetworkAgesQuery],
        responses=answers(NetworkAgesShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List networks with their patients by age on a day, missing practices named."""
        query = self.query(NetworkAgesQuery)
        if ("network" in query) == ("icb" in query):
            raise serializers.ValidationError({"network": ["Give a network or an ICB."]})
        on = query.get("on") or today()
        if "icb" in query:
            if not icbs_in(self.scope).filter(code=query["icb"]).exists():
                self.missing()
            networks = list(networks_of_icb(query["icb"], on))
        else:
            networks = list(networks_in(self.scope, on).filter(code=query["network"]))
            if not networks:
                self.missing()
        return Response([_row(one) for one in populations_of(networks, on)])


def _row(one: Population) -> dict[str, Any]:
    ages, score = one.ages, one.score
    return {
        "network": one.network.code,
        "counted_on": one.day,
        "patients": ages.patients if ages else None,
        "bands": BANDS,
        "female": ages.female if ages else None,
        "male": ages.male if ages else None,
        "groups": {group.key: group.patients(ages) for group in GROUPS} if ages else None,
        "missing": [practice.member.code for practice in one.missing],
        "score": None if score is None else _three(score),
        "patients_by_tenth": None
        if score is None
        else {str(tenth): patients for tenth, patients in one.tenths.items()},
        "practices": [_practice(practice) for practice in one.practices],
    }


def _three(score: Fraction) -> str:
    """Three decimals, half up, as the file has them."""
    thousandths = int(score * 1000 + Fraction(1, 2))
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def _practice(one: PracticePopulation) -> dict[str, Any]:
    count, score = one.count, one.score
    return {
        "code": one.member.code,
        "patients": count.patients if count else None,
        "file": count.source.name if count and count.source else None,
        "row": count.source_row if count else None,
        "score": str(score.given.score) if score else None,
        "score_year": score.given.year if score else None,
        "score_row": score.given.source_row if score else None,
        "tenth": score.tenth if score else None,
    }
