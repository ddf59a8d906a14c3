"""People of networks, roles and size approvals over REST."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
