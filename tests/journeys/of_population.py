"""Pages on population and projects: who opens them, and the words in their addresses."""

from collections.abc import Callable

from pcn_portal.accounts.models import Membership
from services.models import Project, ProjectVersion


def _own() -> Project:
    code = Membership.objects.get(role="pcn_manager").code
    return Project.objects.filter(network__code=code).earliest("pk")


_ONE = "/networks/{network}/projects/{population_project_id}/"
PAGES: tuple[tuple[str, str], ...] = (
    ("director", "/networks/{network}/population/"),
    ("commissioner", "/networks/{network}/population/?on=2019-08-01"),
    ("manager", "/networks/{network}/population/{age_band}/"),
    ("commissioner", "/networks/{network}/projects/"),
    ("manager", "/networks/{network}/projects/"),
    ("manager", "/networks/{network}/projects/new/"),
    ("manager", _ONE),
    ("commissioner", _ONE),
    ("manager", f"{_ONE}change/"),
    ("director", f"{_ONE}results/"),
    ("commissioner", "/services/{icb}/population/"),
    ("auditor", "/services/{icb}/population/?sort=-from_75"),
    ("commissioner", "/services/{icb}/projects/"),
    ("commissioner", "/services/{icb}/projects/?kind=school&q=nothing+fits"),
    ("manager", "/services/projects/"),
    ("auditor", "/services/projects/{population_shared_id}/"),
)
NOT_PAGES: set[str] = {"population_of_board_file"}
WORDS: dict[str, Callable[[], object]] = {
    "population_project_id": lambda: _own().pk,
    "population_shared_id": lambda: (
        ProjectVersion.objects.filter(shared=True).earliest("pk").project_id
    ),
    "age_band": lambda: "85_89",
}
