"""Who calls: the token of another system, or the session of somebody on the website."""

from typing import Any

from django.db.models import prefetch_related_objects
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class BearerToken(TokenAuthentication):  # type: ignore[misc]
    """Knox's tokens, with a 401 instead of a crash for one that is not even text."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isascii() or not token.isalnum():
            raise AuthenticationFailed("This token is not valid, or it has expired.")
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token: Any) -> Any:
        """Read the person's roles once: door and scope both ask for them."""
        prefetch_related_objects([auth_token.user], "memberships")
        return super().validate_user(auth_token)
