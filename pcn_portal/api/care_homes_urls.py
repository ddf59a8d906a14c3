"""Endpoints on care homes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
