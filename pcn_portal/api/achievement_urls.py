"""Endpoints on the incentive fund."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
