"""Every kind of file the portal takes in, and the three things done with one.

`stage` reads a file and keeps what it would do, `apply` does it, all or nothing, and `discard`
puts it aside. Who may do so, and for which ICBs, is settled before by the page or endpoint.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from networks.adjusted_populations import AdjustedPopulations
from networks.core_partners import CorePartners
from networks.list_size_map import ListSizeMap
from networks.network_details.importer import NetworkDetails
from networks.pcn_details import PcnDetails
from networks.practice_closings import PracticeRegisterBesideNetworks
from networks.weighted_populations import WeightedPopulations
from networks.workbook import PcnWorkbook
from pcn_portal.audit.models import Actor
from practices.cells import BadCell, read_day
from practices.icb_outlines import IcbOutlines
from practices.import_actions import (
    Importer,
    ImportRefused,
    apply_batch,
    discard_batch,
    stage_file,
)
from practices.import_models import ImportBatch
from practices.list_sizes import ListSizes
from practices.practice_coordinates import PracticeCoordinates
from practices.tables import BadFile, read_csv, read_workbook
from services.achievement_files import IncentiveExtract, IncentivePublication
from services.care_home_beds import CareHomeBeds
from workforce.workforce_returns import WorkforceReturns

__all__ = ["KINDS", "ImportKind", "ImportRefused", "Parameter", "apply", "discard", "stage"]

CSV = (".csv", ".zip")


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something to ask beside the file. All are dates."""

    key: str
    label: str
    hint: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file. `template` has the columns of a format that is ours; else it is empty.

    `national` files are published for all of England. A local one may be limited to ICBs.
    """

    importer: Importer
    title: str
    description: str
    extensions: tuple[str, ...] = CSV
    parameters: tuple[Parameter, ...] = ()
    template: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.importer.key

    @property
    def national(self) -> bool:
        return self.importer.national


_EXTRACT = Parameter(
    "reference_date",
    "Date of the extract",
    "A change of commissioner or name counts from this day. If blank, the first of this month.",
)
_REGISTER_DATE = Parameter(
    "reference_date", "Date of the extract", "The day the register speaks of. If blank, today."
)
_MAP_DATE = Parameter(
    "reference_date",
    "Changes count from",
    "When sub-ICBs, ICBs or practices changed place. If blank, the first of the map's month.",
)
_POPULATION_DATE = Parameter(
    "reference_date",
    "Reference date",
    "The date of the lists, for example 2025-01-01. Needed only if the file does not say.",
)

_ALL = (
    ImportKind(
        PcnWorkbook(),
        "ODS PCN workbook",
        "Networks and every spell of their core network practices (ePCN.xlsx, two tabs).",
        (".xlsx",),
        (_EXTRACT,),
    ),
    ImportKind(
        PcnDetails(),
        "ODS PCN details",
        "Networks only: the report epcn, without a header, zipped or not.",
        parameters=(_EXTRACT,),
    ),
    ImportKind(
        CorePartners(),
        "ODS PCN core partner details",
        "Spells of core network practices: the report epcncorepartnerdetails, zipped or not.",
        parameters=(_EXTRACT,),
    ),
    ImportKind(
        PracticeRegisterBesideNetworks(),
        "Practice register",
        "Practices with their status and opening and closing day (epraccur).",
        parameters=(_REGISTER_DATE,),
    ),
    ImportKind(
        ListSizeMap(),
        "List-size map",
        "Which practice is in which sub-ICB, ICB and region (gp-reg-pat-prac-map).",
        parameters=(_MAP_DATE,),
    ),
    ImportKind(
        ListSizes(),
        "List sizes",
        "Patients registered with each practice in a month (gp-reg-pat-prac-all).",
    ),
    ImportKind(
        AdjustedPopulations(),
        "PCN adjusted populations",
        "Lists of 1 January and adjusted populations for a contract year, with networks.",
        parameters=(_POPULATION_DATE,),
    ),
    ImportKind(
        WeightedPopulations(),
        "Contractor weighted populations",
        "The weighted population of each practice, which is not published. Use our template.",
        template=("practice_code", "reference_date", "contractor_weighted_population"),
    ),
    ImportKind(
        CareHomeBeds(),
        "Care home beds",
        "Beds in each network's aligned care homes, month by month. Use our template.",
        template=("network_code", "month", "beds"),
    ),
    ImportKind(
        IncentivePublication(),
        "Incentive fund, annual publication",
        "Numerators, denominators and other measures of each indicator, as published for a year.",
    ),
    ImportKind(
        IncentiveExtract(),
        "Incentive fund, CQRS extract",
        "The monthly extract of the Network Contract DES by practice, with its field names.",
    ),
    ImportKind(
        WorkforceReturns(),
        "PCN workforce",
        "Staff of each network by role in a month (Primary Care Network Workforce, individual "
        "level). The zip file as published will do.",
    ),
    ImportKind(
        NetworkDetails(),
        "Network details workbook",
        "Clinical directors, nominated payees, network agreements and who signed them. Download "
        "the workbook, fill it in, and choose it here.",
        (".xlsx",),
    ),
    ImportKind(
        PracticeCoordinates(),
        "Practice coordinates",
        "Where each practice is, from its postcode, for the maps.",
        template=("practice_code", "postcode", "lat", "lon"),
    ),
    ImportKind(
        IcbOutlines(),
        "Outlines of integrated care boards",
        "Shapes of ICBs for the maps, as ONS publishes them (GeoJSON, in degrees).",
        (".geojson", ".json"),
    ),
)
KINDS: dict[str, ImportKind] = {kind.key: kind for kind in _ALL}
_TABLES = tuple(kind for kind in _ALL if ".csv" in kind.extensions)
_WORKBOOKS = tuple(kind for kind in _ALL if ".xlsx" in kind.extensions)


def stage(
    *,
    kind: str,
    name: str,
    content: bytes,
    parameters: dict[str, str],
    by: Actor,
    at: datetime,
    icbs: frozenset[str] | None = None,
) -> ImportBatch:
    """Read a file and keep what it would change; the register stays as it is.

    The batch is staged, unchanged (nothing to do) or refused (it has errors). `parameters` are
    those of the kind; `icbs` limit a local kind. Raises ImportRefused with a sentence.
    """
    return stage_file(
        importer=_kind(kind).importer,
        name=name,
        content=content,
        parameters=_parameters(_kind(kind), parameters),
        icbs=icbs,
        hint=lambda bytes_: _looks_like(bytes_, kind),
        by=by,
        at=at,
    )


def apply(*, batch_id: int, by: Actor, at: datetime) -> ImportBatch:
    """Do what the preview showed, all or nothing. Raises ImportRefused with a sentence."""
    batch = ImportBatch.objects.filter(pk=batch_id).only("kind").first()
    if batch is None:
        raise ImportRefused("There is no such import.")
    try:
        return apply_batch(importer=_kind(batch.kind).importer, batch_id=batch_id, by=by, at=at)
    except BadFile as problem:
        raise ImportRefused(
            f"The file can no longer be read: {problem} Discard it and bring it in again."
        ) from problem


def discard(*, batch_id: int, by: Actor, at: datetime) -> ImportBatch:
    """Put a preview aside. Raises ImportRefused with a sentence."""
    return discard_batch(batch_id=batch_id, by=by, at=at)


def _kind(key: str) -> ImportKind:
    if key not in KINDS:
        raise ImportRefused(f"“{key}” is not a kind of import. Choose one of: {', '.join(KINDS)}.")
    return KINDS[key]


def _parameters(kind: ImportKind, given: dict[str, str]) -> dict[str, str]:
    """Check the parameters of a kind and write dates as 2025-04-01."""
    wanted = {parameter.key: parameter for parameter in kind.parameters}
    found: dict[str, str] = {}
    for key, text in given.items():
        if not text.strip():
            continue
        if key not in wanted:
            raise ImportRefused(f"{kind.title} takes no “{key}”. Leave it out.")
        try:
            found[key] = read_day(text.strip()).isoformat()
        except BadCell as error:
            raise ImportRefused(f"{wanted[key].label}: “{text}” {_lowered(error)}") from error
    for parameter in kind.parameters:
        if parameter.required and parameter.key not in found:
            raise ImportRefused(f"{parameter.label} is needed. {parameter.hint}")
    return found


def _lowered(error: BadCell) -> str:
    text = str(error)
    return text[0].lower() + text[1:]


def _looks_like(content: bytes, wanted: str) -> str:
    """A sentence that names the kind of file the bytes look like, or nothing."""
    found = _kind_of(content, wanted)
    return f"It looks like another kind of file: {found.title}." if found else ""


def _kind_of(content: bytes, wanted: str) -> ImportKind | None:
    """Another kind than the one wanted that the bytes look like."""
    if content.lstrip().startswith(b"{"):
        return KINDS[IcbOutlines.key] if wanted != IcbOutlines.key else None
    try:
        sheet = read_csv(content, settings.IMPORT_MAX_BYTES)
    except BadFile:
        return _workbook_kind(content, wanted)
    others = (kind for kind in _TABLES if kind.key != wanted)
    return next((kind for kind in others if kind.importer.recognises(sheet)), None)


def _workbook_kind(content: bytes, wanted: str) -> ImportKind | None:
    try:
        tabs = read_workbook(content, settings.IMPORT_MAX_BYTES).values()
    except BadFile:
        return None
    others = (kind for kind in _WORKBOOKS if kind.key != wanted)
    return next((k for k in others if any(k.importer.recognises(tab) for tab in tabs)), None)
