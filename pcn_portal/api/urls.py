"""The addresses of version 1 of the API, below /api/v1/."""

from django.urls import URLPattern, URLResolver, path, re_path

from pcn_portal.api import (
    calculations,
    documents,
    imports,
    networks,
    populations,
    rates,
    reckoner,
    runs,
    statements,
    tokens,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("tokens/", tokens.Tokens.as_view(), name="api_tokens"),
    path("tokens/current/", tokens.CurrentToken.as_view(), name="api_current_token"),
    path("networks/", networks.Networks.as_view(), name="api_networks"),
    path("networks/<slug:code>/", networks.OneNetwork.as_view(), name="api_network"),
    path("practices/", networks.Practices.as_view(), name="api_practices"),
    path("practices/<slug:code>/", networks.OnePractice.as_view(), name="api_practice"),
    path("populations/", populations.Populations.as_view(), name="api_populations"),
    path("rates/", rates.Rates.as_view(), name="api_rates"),
    path("rates/<str:year>/", rates.RatesOfYear.as_view(), name="api_rates_of_year"),
    path("runs/", runs.Runs.as_view(), name="api_runs"),
    path("runs/<uuid:run_id>/", runs.OneRun.as_view(), name="api_run"),
    path("calculations/", calculations.Calculations.as_view(), name="api_calculations"),
    path(
        "calculations/<int:calculation_id>/",
        calculations.OneCalculation.as_view(),
        name="api_calculation",
    ),
    path(
        "calculations/<int:calculation_id>/approve/",
        calculations.Approve.as_view(),
        name="api_approve",
    ),
    path(
        "calculations/<int:calculation_id>/return/",
        calculations.Return.as_view(),
        name="api_return",
    ),
    path("statements/", statements.Statements.as_view(), name="api_statements"),
    path(
        "statements/<slug:network>/<str:month>/",
        statements.OneStatement.as_view(),
        name="api_statement",
    ),
    path("ready-reckoner/", reckoner.ReadyReckoner.as_view(), name="api_ready_reckoner"),
    path("imports/", imports.Imports.as_view(), name="api_imports"),
    path("imports/<int:batch_id>/", imports.OneImport.as_view(), name="api_import"),
    path(
        "imports/<int:batch_id>/changes/",
        imports.ImportChanges.as_view(),
        name="api_import_changes",
    ),
    path("imports/<int:batch_id>/apply/", imports.ApplyImport.as_view(), name="api_apply_import"),
    path(
        "imports/<int:batch_id>/discard/",
        imports.DiscardImport.as_view(),
        name="api_discard_import",
    ),
    path("schema/", documents.OpenApiDocument.as_view(), name="api_schema"),
    path("docs/", documents.try_it, name="api_docs"),
    path("docs/<slug:operation>/", documents.call, name="api_call"),
    re_path("", documents.UnknownAddress.as_view(), name="api_unknown"),
]
