"""Addresses of pages on enhanced access."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
