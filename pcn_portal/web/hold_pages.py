"""Payment holds: which networks are held and why."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
