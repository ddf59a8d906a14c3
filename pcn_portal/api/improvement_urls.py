"""Endpoints on capacity and access improvement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
