"""Pages for what went wrong. Each says what happened and what to do, never a stack trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    return render(request, "pages/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not allowed here."""
    return render(request, "pages/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or not within the person's organisations."""
    return render(request, "pages/errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Drawn without the database or the person, which may be what broke."""
    return HttpResponse(_PLAIN_500, status=500, content_type="text/html; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old or came from another place."""
    return render(request, "pages/errors/csrf.html", status=403)


_PLAIN_500 = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Something went wrong – PCN portal</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/nhsuk/nhsuk-frontend.min.css"></head>
<body><div class="nhsuk-width-container"><main class="nhsuk-main-wrapper" id="maincontent">
<h1 class="nhsuk-heading-l">Something went wrong</h1>
<p>The portal could not finish what you asked. Nothing you sent was half saved.</p>
<p>Try again in a few minutes. If it happens again, tell your administrator the address of
the page and the time.</p>
<p><a href="/">Go to the home page</a></p>
</main></div></body></html>
"""
