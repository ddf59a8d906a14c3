"""Addresses of a network's staff, its claims, and a board's claims."""

from django.urls import path

from pcn_portal.web import (
    claims_board_pages,
    claims_bulk_pages,
    claims_pages,
    compare_pages,
    offer_pages,
    plan_pages,
    planner_pages,
    staff_corrections,
    staff_pages,
    staff_sheet_pages,
    staff_writes,
    support_pages,
    uplift_pages,
)

STAFF = "networks/<pcn:network>/staff"
PERSON = f"{STAFF}/<int:engagement_id>"
CLAIMS = "networks/<pcn:network>/claims"

urlpatterns = [
    path(f"{STAFF}/", staff_pages.staff, name="network_staff"),
    path(f"{STAFF}/new/", staff_writes.staff_new, name="staff_new"),
    path(f"{STAFF}/posts/new/", staff_writes.post_new, name="post_new"),
    path(f"{STAFF}/sheet/", staff_sheet_pages.staff_sheet, name="staff_sheet"),
    path(f"{STAFF}/sheet/staff.xlsx", staff_sheet_pages.staff_book_file, name="staff_book"),
    path(f"{STAFF}/sheet/checked.xlsx", staff_sheet_pages.staff_checked, name="staff_checked"),
    path(f"{STAFF}/support/", support_pages.staff_support, name="staff_support"),
    path(f"{STAFF}/support/desks/", support_pages.room_set, name="room_set"),
    path(f"{STAFF}/baseline/", support_pages.staff_baseline, name="staff_baseline"),
    path(f"{STAFF}/baseline/new/", support_pages.baseline_set, name="baseline_set"),
    path(
        f"{STAFF}/baseline/<int:baseline_id>/",
        support_pages.baseline_drop,
        name="baseline_drop",
    ),
    path(f"{STAFF}/plan/<slug:year>/", plan_pages.workforce_plan, name="workforce_plan"),
    path(f"{PERSON}/supervision/", support_pages.supervision_set, name="supervision_set"),
    path(f"{PERSON}/training/", support_pages.training_set, name="training_set"),
    path(f"{PERSON}/equipment/", support_pages.equipment_set, name="equipment_set"),
    path("plans/<icb:icb>/<slug:year>/", plan_pages.plans_of_board, name="plans_of_board"),
    path(f"{PERSON}/", staff_pages.staff_person, name="staff_person"),
    path(f"{PERSON}/terms/", staff_writes.staff_terms, name="staff_terms"),
    path(f"{PERSON}/cost/", staff_writes.staff_cost, name="staff_cost"),
    path(f"{PERSON}/leave/", staff_writes.staff_leave, name="staff_leave"),
    path(f"{PERSON}/correct/", staff_corrections.staff_correct, name="staff_correct"),
    path(f"{PERSON}/call-off/", staff_corrections.staff_call_off, name="staff_call_off"),
    path(f"{PERSON}/erase/", staff_writes.staff_erase, name="staff_erase"),
    path(f"{PERSON}/last-day/", staff_writes.staff_leaving, name="staff_leaving"),
    path(f"{CLAIMS}/", claims_pages.network_claims, name="network_claims"),
    path(f"{CLAIMS}/offer/<slug:year>/", offer_pages.pot_offer, name="pot_offer"),
    path(f"{CLAIMS}/planner/", planner_pages.claims_planner, name="claims_planner"),
    path(f"{CLAIMS}/uplift/", uplift_pages.uplift_new, name="uplift_new"),
    path(f"{CLAIMS}/uplift/<int:uplift_id>/", uplift_pages.uplift, name="uplift"),
    path(f"{CLAIMS}/<month:month>/", claims_pages.claim_month, name="claim_month"),
    path(f"{CLAIMS}/<int:claim_id>/", claims_pages.claim, name="claim"),
    path(
        "networks/<pcn:network>/workforce/own/",
        compare_pages.compare_extract,
        name="compare_extract",
    ),
    path(
        "networks/<pcn:network>/workforce/<month:month>/",
        compare_pages.compare_network,
        name="compare_network",
    ),
    path(
        "networks/<pcn:network>/workforce/<month:month>/return.csv",
        compare_pages.return_file,
        name="return_file",
    ),
    path("workforce/<month:month>/", compare_pages.compare_list, name="compare_list"),
    path("claims/", claims_board_pages.claims_waiting, name="claims_waiting"),
    path("claims/declare/<month:month>/", claims_bulk_pages.claims_declare, name="claims_declare"),
    path("claims/<icb:icb>/counting/", offer_pages.claims_counting, name="claims_counting"),
    path("claims/<icb:icb>/offers/<slug:year>/", offer_pages.pot_offers, name="pot_offers"),
    path("claims/<icb:icb>/approve/", claims_bulk_pages.claims_approve, name="claims_approve"),
    path("claims/<icb:icb>/", claims_board_pages.claims_of_board, name="claims_of_board"),
]
