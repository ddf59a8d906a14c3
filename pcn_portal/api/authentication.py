"""Who calls: the token of another system, or the session of somebody on the website."""

from typing import Any

from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class BearerToken(TokenAuthentication):  # type: ignore[misc]
    """Knox's tokens, with a 401 instead of a crash for one that is not even text."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isascii() or not token.isalnum():
            raise AuthenticationFailed("This token is not valid, or it has expired.")
        return super().authenticate_credentials(token)
