"""Proposals: changes of the register, made and decided over REST."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
