"""A network's history: its timeline, lineage and decisions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
