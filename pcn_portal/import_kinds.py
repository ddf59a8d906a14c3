"""Every kind of file the portal takes in: its importer, its words, and what it asks for."""

from dataclasses import dataclass

from networks.adjusted_populations import AdjustedPopulations
from networks.core_partners import CorePartners
from networks.list_size_map import ListSizeMap
from networks.network_details.importer import NetworkDetails
from networks.pcn_details import PcnDetails
from networks.practice_closings import PracticeRegisterBesideNetworks
from networks.weighted_populations import WeightedPopulations
from networks.workbook import PcnWorkbook
from practices.icb_outlines import IcbOutlines
from practices.import_actions import (
    Importer,
)
from practices.list_sizes import ListSizes
from practices.practice_coordinates import PracticeCoordinates
from services.achievement_files import IncentiveExtract, IncentivePublication
from services.age_files import AgeFile
from services.care_directory import CqcDirectory
from services.care_home_beds import CareHomeBeds
from services.deprivation_files import DeprivationFile
from workforce.workforce_returns import WorkforceReturns

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

_DIRECTORY_DATE = Parameter(
    "reference_date", "Date of the directory", "The day it speaks of. If blank, today."
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
        AgeFile(),
        "Patients by age",
        "Patients of each practice by sex and five-year age band (gp-reg-pat-prac-quin-age). The "
        "zip file as published will do.",
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
        CqcDirectory(),
        "CQC directory of care homes",
        "Care homes with their beds, as CQC publishes them (HSCA_Active_Locations): the workbook, "
        "saved as .xlsx, or as CSV.",
        (".xlsx", *CSV),
        (_DIRECTORY_DATE,),
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
        DeprivationFile(),
        "Deprivation by practice",
        "Score of the Index of Multiple Deprivation of each practice, with its year.",
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
