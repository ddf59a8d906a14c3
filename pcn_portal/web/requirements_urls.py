"""Addresses of pages on requirements."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
