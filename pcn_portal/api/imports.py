"""Imports: stage a file, see its problems and what it would change, then apply or discard it."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from pcn_portal import intake
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import Scope, batches_in
from pcn_portal.api.errors import Refused, TooLarge
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, Paged, by_method, now
from practices.import_models import ImportBatch, ImportChange, ImportProblem, ImportState

NEWEST_FIRST = Order((("id", whole),), newest_first=True)
IN_ORDER = Order((("id", whole),))

_COLUMNS = (
    "id", "kind", "state", "national", "rows_read", "counts", "staged_at", "decided_at",
)  # fmt: skip


class ImportQuery(Paged):
    """Filters of the list of imports."""

    kind = serializers.ChoiceField(required=False, choices=list(intake.KINDS))
    state = serializers.ChoiceField(required=False, choices=ImportState.choices)


class ChangeQuery(Paged):
    """Filters of the changes an import would make."""

    kind = serializers.ChoiceField(required=False, choices=ImportChange.Kind.choices)


class Upload(serializers.Serializer[Any]):
    """A file to stage."""

    kind = serializers.ChoiceField(choices=list(intake.KINDS))
    file = serializers.FileField(allow_empty_file=True)
    reference_date = serializers.CharField(
        required=False, allow_blank=True, max_length=40, help_text="For the kinds that ask for it."
    )


class ImportShape(serializers.Serializer[Any]):
    """One reading of one file. `counts` has new, changed, ended and untouched."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=ImportState.choices)
    national = serializers.BooleanField()
    file = serializers.CharField()
    sha256 = serializers.CharField()
    rows_read = serializers.IntegerField()
    counts = serializers.DictField()
    staged_at = serializers.DateTimeField()
    staged_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)


class ProblemShape(serializers.Serializer[Any]):
    """One error or warning: where it is, what it says, what to do about it."""

    severity = serializers.ChoiceField(choices=ImportProblem.Severity.choices)
    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    message = serializers.CharField()


class ImportDetailShape(ImportShape):
    """An import with its problems; a refused one has at least one error."""

    parameters = serializers.DictField(child=serializers.CharField())
    problems = ProblemShape(many=True)


class ChangeShape(serializers.Serializer[Any]):
    """One row that would become new, changed or ended."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ImportChange.Kind.choices)
    entity = serializers.CharField()
    key = serializers.CharField()
    row = serializers.IntegerField(allow_null=True)
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class Imports(Endpoint):
    """Imports, and staging a file."""

    permission = by_method(get=Permission.SEE_IMPORTS, post=Permission.IMPORT_DATA)
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="list_imports",
        parameters=[ImportQuery],
        responses=answers(paged(ImportShape)),
    )
    def get(self, request: Request) -> Response:
        """List the imports of your organisations and the national ones, newest first."""
        query = self.query(ImportQuery)
        asked = {name: query[name] for name in ("kind", "state") if name in query}
        rows = _rows(batches_in(self.scope).filter(**asked))
        found = page(request, rows, NEWEST_FIRST, query)
        return Response({**found, "results": [_row(row) for row in found["results"]]})

    @extend_schema(
        operation_id="stage_import",
        request={"multipart/form-data": Upload},
        responses=answers(ImportDetailShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Stage a file: it is read and compared, and nothing changes yet.

        The answer has a state: staged (apply it next), unchanged (nothing to do) or refused
        (see its problems).
        """
        self.query(NoQuery)
        length = str(request.META.get("CONTENT_LENGTH", ""))
        if length.isdigit() and int(length) > settings.IMPORT_MAX_BYTES:
            raise TooLarge(f"A file may be at most {settings.IMPORT_MAX_BYTES // 2**20} MB.")
        sent = self.body(Upload)
        fields = cast(QueryDict, request.data)
        others = {k: str(v) for k, v in fields.items() if k not in ("kind", "file")}
        batch = _domain(self._stage, sent["kind"], sent["file"], others)
        there = reverse("api_import", args=[batch.pk], request=request)
        return Response(_detail(batch.pk), status=201, headers={"Location": there})

    def _stage(self, kind: str, file: Any, parameters: dict[str, str]) -> ImportBatch:
        return intake.stage(
            kind=kind,
            name=file.name or "",
            content=file.read(),
            parameters=parameters,
            by=self.person.actor,
            at=now(),
            icbs=None if self.scope.england else self.scope.icbs,
        )


class OneImport(Endpoint):
    """One import."""

    permission = Permission.SEE_IMPORTS

    @extend_schema(operation_id="get_import", responses=answers(ImportDetailShape))
    def get(self, request: Request, batch_id: int) -> Response:
        """Show an import: its state, what it counts and its problems."""
        self.query(NoQuery)
        return Response(_detail(_found(self, self.scope, batch_id)))


class ImportChanges(Endpoint):
    """What an import would change, or changed."""

    permission = Permission.SEE_IMPORTS

    @extend_schema(
        operation_id="list_import_changes",
        parameters=[ChangeQuery],
        responses=answers(paged(ChangeShape)),
    )
    def get(self, request: Request, batch_id: int) -> Response:
        """List the rows that an import would make new, changed or ended."""
        query = self.query(ChangeQuery)
        changes = ImportChange.objects.filter(batch=_found(self, self.scope, batch_id))
        if "kind" in query:
            changes = changes.filter(kind=query["kind"])
        rows = changes.values("id", "kind", "entity", "key", "row", "before", "after")
        return Response(page(request, rows, IN_ORDER, query))


class _Decide(Endpoint):
    """What becomes of a staged file."""

    permission = Permission.IMPORT_DATA

    def decide(self, batch_id: int, action: Callable[..., ImportBatch]) -> Response:
        self.query(NoQuery)
        found = _found(self, self.scope, batch_id)
        _domain(action, batch_id=found, by=self.person.actor, at=now())
        return Response(_detail(found))


class ApplyImport(_Decide):
    """Applying."""

    @extend_schema(operation_id="apply_import", request=None, responses=answers(ImportDetailShape))
    def post(self, request: Request, batch_id: int) -> Response:
        """Do what the preview showed, all of it or nothing."""
        return self.decide(batch_id, intake.apply)


class DiscardImport(_Decide):
    """Discarding."""

    @extend_schema(
        operation_id="discard_import", request=None, responses=answers(ImportDetailShape)
    )
    def post(self, request: Request, batch_id: int) -> Response:
        """Put a preview aside; the register stays as it is."""
        return self.decide(batch_id, intake.discard)


def _domain(action: Callable[..., ImportBatch], *args: Any, **named: Any) -> ImportBatch:
    """Call an action of the intake; its refusal becomes a 409 in its own words."""
    try:
        return action(*args, **named)
    except intake.ImportRefused as refusal:
        raise Refused(str(refusal)) from None


def _found(endpoint: Endpoint, scope: Scope, batch_id: int) -> int:
    """The number of an import within the scope, or 404."""
    if not batches_in(scope).filter(pk=batch_id).exists():
        endpoint.missing()
    return batch_id


def _rows(batches: QuerySet[ImportBatch]) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = batches.values(
        *_COLUMNS,
        "parameters",
        file=F("source__name"),
        sha256=F("source__sha256"),
        staged_by_name=F("staged_by__name"),
        decided_by_name=F("decided_by__name"),
    )
    return rows


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in (*_COLUMNS, "file", "sha256")},
        "staged_by": row["staged_by_name"],
        "decided_by": row["decided_by_name"],
    }


def _detail(batch_id: int) -> dict[str, Any]:
    row = _rows(ImportBatch.objects.filter(pk=batch_id)).get()
    problems = ImportProblem.objects.filter(batch=batch_id)
    return {
        **_row(row),
        "parameters": row["parameters"],
        "problems": list(problems.values("severity", "row", "column", "value", "message")),
    }
