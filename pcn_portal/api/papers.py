"""Network agreements, signatures and data sharing agreements over REST."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
