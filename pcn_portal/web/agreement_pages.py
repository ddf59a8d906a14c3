"""Network agreements, signatures, documents and data sharing agreements."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
