"""`demo_code` prints what the demo approver's authenticator app would show."""

from allauth.mfa.totp.internal.auth import validate_totp_code
from django.core.management import call_command

from pcn_portal.management.demo_cast import TOTP_SECRET


def test_the_printed_code_is_the_one_that_the_approver_is_asked_for(settings, capsys):
    settings.DEMO = True
    settings.MFA_TOTP_TOLERANCE = 1  # half a minute may end between the two lines
    call_command("demo_code")
    assert validate_totp_code(TOTP_SECRET, capsys.readouterr().out.strip())
