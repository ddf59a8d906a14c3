"""Changes of the register: proposals listed, made, weighed and decided."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
