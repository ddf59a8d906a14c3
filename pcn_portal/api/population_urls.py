"""Endpoints on population and projects."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
