"""What the endpoints of services share: a network of the scope, and one the person works for."""

from networks.models import Network
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.views import Endpoint, today


class ServicesEndpoint(Endpoint):
    """Base of the endpoints of services."""

    def network(self, code: str) -> Network:
        found = networks_in(self.scope, today()).filter(code=code).first()
        if found is None:
            self.missing()
        return found

    def own_network(self, code: str) -> Network:
        """A network the person works for."""
        found = self.network(code)
        if found.code not in self.scope.networks:
            self.missing()
        return found
