"""Members of a network, coverage and participation in the DES."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
