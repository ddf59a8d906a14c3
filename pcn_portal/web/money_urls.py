"""Addresses of imports, months, runs, statements, rates and the ready reckoner."""

from django.urls import path, register_converter

from pcn_portal.web import (
    adjustment_pages,
    ahead_pages,
    book_pages,
    check_pages,
    document_pages,
    impact_pages,
    import_pages,
    life_pages,
    month_pages,
    overview_pages,
    payment_file_pages,
    query_pages,
    rate_pages,
    reckoner_pages,
    reconcile_pages,
    recovery_pages,
    rounding_pages,
    run_pages,
    scenario_pages,
    share_pages,
    sheet_pages,
    statement_pages,
    vintage_pages,
)
from pcn_portal.web.money_addresses import IcbConverter, MonthConverter, NetworkConverter

register_converter(MonthConverter, "month")
register_converter(IcbConverter, "icb")
register_converter(NetworkConverter, "pcn")

ADJUSTMENTS = "money/<icb:icb>/adjustments/"
SCENARIOS = "money/<icb:icb>/scenarios/"

urlpatterns = [
    path(ADJUSTMENTS, adjustment_pages.adjustments, name="adjustments"),
    path(f"{ADJUSTMENTS}new/", adjustment_pages.adjustment_new, name="adjustment_new"),
    path(f"{ADJUSTMENTS}limit/", adjustment_pages.adjustment_limit, name="adjustment_limit"),
    path(f"{ADJUSTMENTS}<int:adjustment_id>/", adjustment_pages.adjustment, name="adjustment"),
    path(
        f"{ADJUSTMENTS}<int:adjustment_id>/reverse/",
        adjustment_pages.adjustment_reverse,
        name="adjustment_reverse",
    ),
    path("money/", overview_pages.money, name="money"),
    path("money/runs/", run_pages.runs, name="runs"),
    path("money/runs/new/", run_pages.start, name="run_start"),
    path("money/runs/<uuid:run_id>/", run_pages.run, name="run"),
    path("money/runs/<uuid:run_id>/progress/", run_pages.progress, name="run_progress"),
    path("money/rounding/", rounding_pages.rounding, name="rounding"),
    path("money/rounding/<icb:icb>/", rounding_pages.rounding_icb, name="rounding_icb"),
    path("money/rounding/<icb:icb>/new/", rounding_pages.rounding_set, name="rounding_set"),
    path("money/queries/", query_pages.money_queries, name="money_queries"),
    path("money/queries/new/", query_pages.money_query_new, name="money_query_new"),
    path("money/queries/<int:query_id>/", query_pages.money_query, name="money_query"),
    path("money/<icb:icb>/paid/", reconcile_pages.paid, name="paid"),
    path("money/<icb:icb>/paid/source/", reconcile_pages.paid_source, name="paid_source"),
    path("money/<icb:icb>/paid/take/", reconcile_pages.paid_take, name="paid_take"),
    path("money/<icb:icb>/paid/<int:paid_id>/", reconcile_pages.paid_file, name="paid_file"),
    path("networks/<pcn:network>/paid/", reconcile_pages.network_paid, name="network_paid"),
    path("money/<icb:icb>/", overview_pages.icb_money, name="icb_money"),
    path("money/<icb:icb>/<month:month>/", month_pages.month_result, name="month_result"),
    path("money/<icb:icb>/<month:month>/gaps/", month_pages.month_gaps, name="month_gaps"),
    path("money/<icb:icb>/figures/", vintage_pages.vintages, name="vintages"),
    path("money/<icb:icb>/ahead/", ahead_pages.ahead, name="ahead"),
    path("networks/<pcn:network>/ahead/", ahead_pages.network_ahead, name="network_ahead"),
    path(SCENARIOS, scenario_pages.scenarios, name="scenarios"),
    path(f"{SCENARIOS}compared/", scenario_pages.scenarios_compared, name="scenarios_compared"),
    path(f"{SCENARIOS}<int:scenario_id>/", scenario_pages.scenario, name="scenario"),
    path(
        f"{SCENARIOS}<int:scenario_id>/propose/",
        scenario_pages.scenario_propose,
        name="scenario_propose",
    ),
    path("money/<icb:icb>/second-approval/", life_pages.approval_limit, name="approval_limit"),
    path("money/<icb:icb>/<month:month>/check/", check_pages.month_check, name="month_check"),
    path("money/<icb:icb>/<month:month>/step/", life_pages.month_step, name="month_step"),
    path("money/<icb:icb>/<month:month>/decide/", month_pages.decide, name="month_decide"),
    path(
        "money/<icb:icb>/<month:month>/payment-file/",
        payment_file_pages.payment_file,
        name="payment_file",
    ),
    path(
        "money/<icb:icb>/<month:month>/payment-file/content/",
        payment_file_pages.payment_file_content,
        name="payment_file_content",
    ),
    path(
        "money/<icb:icb>/<month:month>/recovery/<pcn:network>/",
        recovery_pages.recovery_spread,
        name="recovery_spread",
    ),
    path("networks/<pcn:network>/books/", book_pages.network_books, name="network_books"),
    path("networks/<pcn:network>/money/", statement_pages.network_money, name="network_money"),
    path(
        "networks/<pcn:network>/money/<month:month>/", statement_pages.statement, name="statement"
    ),
    path(
        "networks/<pcn:network>/money/<month:month>/source/<slug:basis>/<slug:code>/",
        statement_pages.statement_source,
        name="statement_source",
    ),
    path(
        "networks/<pcn:network>/money/<month:month>/statement.<slug:ending>",
        document_pages.statement_file,
        name="statement_file",
    ),
    path(
        "networks/<pcn:network>/money/year/<slug:year>/",
        document_pages.network_year,
        name="network_year",
    ),
    path(
        "networks/<pcn:network>/money/year/<slug:year>/summary.<slug:ending>",
        document_pages.network_year_file,
        name="network_year_file",
    ),
    path("practices/<slug:code>/money/", document_pages.practice_money, name="practice_money"),
    path(
        "practices/<slug:code>/money/<month:month>/",
        document_pages.practice_statement,
        name="practice_statement",
    ),
    path(
        "practices/<slug:code>/money/<month:month>/statement.<slug:ending>",
        document_pages.practice_statement_file,
        name="practice_statement_file",
    ),
    path("networks/<pcn:network>/shares/", share_pages.shares, name="shares"),
    path("networks/<pcn:network>/shares/new/", share_pages.share_rule_new, name="share_rule_new"),
    path(
        "networks/<pcn:network>/shares/<month:month>/",
        share_pages.shares_of_month,
        name="shares_of_month",
    ),
    path(
        "networks/<pcn:network>/shares/<month:month>/shares.<slug:ending>",
        share_pages.shares_file,
        name="shares_file",
    ),
    path("rates/", rate_pages.years, name="rates"),
    path("rates/entered/", sheet_pages.sheets, name="rate_sheets"),
    path("rates/entered/new/", sheet_pages.sheet_new, name="rate_sheet_new"),
    path("rates/entered/<int:sheet_id>/", sheet_pages.sheet, name="rate_sheet"),
    path("rates/<slug:year>/", rate_pages.year, name="rate_year"),
    path("ready-reckoner/", reckoner_pages.reckoner, name="ready_reckoner"),
    path("ready-reckoner/json/", reckoner_pages.reckoner_json, name="ready_reckoner_json"),
    path("imports/", import_pages.imports, name="imports"),
    path("imports/new/", import_pages.kinds, name="import_kinds"),
    path("imports/new/<slug:kind>/", import_pages.upload, name="import_new"),
    path("imports/templates/<slug:kind>.csv", import_pages.template, name="import_template"),
    path("imports/<int:batch_id>/", import_pages.batch, name="import"),
    path("imports/<int:batch_id>/impact/", impact_pages.import_impact, name="import_impact"),
    path("imports/<int:batch_id>/problems.csv", import_pages.problems, name="import_problems"),
    path("imports/<int:batch_id>/apply/", import_pages.apply_batch, name="import_apply"),
    path("imports/<int:batch_id>/discard/", import_pages.discard_batch, name="import_discard"),
]
