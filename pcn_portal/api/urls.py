"""The addresses of version 1 of the API, below /api/v1/."""

from django.urls import URLPattern, URLResolver, path, re_path

from pcn_portal.api import documents, networks, populations, tokens

urlpatterns: list[URLPattern | URLResolver] = [
    path("tokens/", tokens.Tokens.as_view(), name="api_tokens"),
    path("tokens/current/", tokens.CurrentToken.as_view(), name="api_current_token"),
    path("networks/", networks.Networks.as_view(), name="api_networks"),
    path("networks/<slug:code>/", networks.OneNetwork.as_view(), name="api_network"),
    path("practices/", networks.Practices.as_view(), name="api_practices"),
    path("practices/<slug:code>/", networks.OnePractice.as_view(), name="api_practice"),
    path("populations/", populations.Populations.as_view(), name="api_populations"),
    path("schema/", documents.OpenApiDocument.as_view(), name="api_schema"),
    path("docs/", documents.try_it, name="api_docs"),
    re_path("", documents.UnknownAddress.as_view(), name="api_unknown"),
]
