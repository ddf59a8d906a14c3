"""What the endpoints of services share: networks of the scope, and how a refusal is answered."""

from rest_framework.serializers import ValidationError

from networks.models import Network
from networks.refusals import RegisterRefused
from pcn_portal.accounts.scope import icbs_in, networks_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.views import Endpoint, today


class ServicesEndpoint(Endpoint):
    """Base of the endpoints of services."""

    def network(self, code: str) -> Network:
        found = networks_in(self.scope, today()).filter(code=code).first()
        if found is None:
            self.missing()
        return found

    def board(self, code: str) -> str:
        """A board's code, if the person holds the endpoint's permission there."""
        if not icbs_in(self.scope).filter(code=code).exists():
            self.missing()
        return code

    def own_network(self, code: str) -> Network:
        """A network the person works for."""
        found = self.network(code)
        if found.code not in self.scope.networks:
            self.missing()
        return found


def refused(refusal: RegisterRefused) -> Exception:
    """The domain's refusal: at its field, or of the whole."""
    if refusal.field:
        return ValidationError({refusal.field: [str(refusal)]})
    return Refused(str(refusal))
