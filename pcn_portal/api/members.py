"""Partners, cover and participation over REST."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
