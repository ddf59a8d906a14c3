"""Signing in and a person's own account. allauth does the work; these are its addresses and doors.

Only what the portal uses is reachable: nobody signs themselves up, no e-mail is sent.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse_lazy

from pcn_portal.accounts.doors import PortalRequest, needs_second_factor, public, signed_in
from pcn_portal.accounts.permissions import Role


@signed_in
def account_page(request: PortalRequest) -> HttpResponse:
    """Who I am here: address, roles, password and second factor."""
    roles = [
        {"title": Role(held.role).label, "at": held.code or held.get_level_display()}
        for held in request.user.memberships.all()
    ]
    context = {"roles": roles, "needs_second_factor": needs_second_factor(request.user)}
    return render(request, "account/account.html", context)


class SetPassword(PasswordResetConfirmView):
    """The page behind a one-time link that the national administrator hands over."""

    template_name = "account/set_password.html"
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: "SetPasswordForm[Any]") -> HttpResponse:
        messages.success(self.request, "Your password is set. Sign in with it now.")
        return super().form_valid(form)


urlpatterns = [
    path("account/", account_page, name="account"),
    path("account/sign-in/", public(account.login), name="account_login"),
    path("account/sign-out/", public(account.logout), name="account_logout"),
    path("account/inactive/", public(account.account_inactive), name="account_inactive"),
    path(
        "account/set-password/<uidb64>/<token>/",
        public(SetPassword.as_view()),
        name="set_password",
    ),
    path("account/password/", signed_in(account.password_change), name="account_change_password"),
    path("account/confirm/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("account/second-factor/", signed_in(mfa.index), name="mfa_index"),
    path("account/second-factor/code/", public(mfa.authenticate), name="mfa_authenticate"),
    path(
        "account/second-factor/confirm/",
        signed_in(mfa.reauthenticate),
        name="mfa_reauthenticate",
    ),
    path("account/second-factor/set-up/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path(
        "account/second-factor/remove/",
        signed_in(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/recovery-codes/",
        signed_in(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/recovery-codes/new/",
        signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/file/",
        signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
