"""Addresses of pages on capacity and access improvement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
