"""The people of a network, vacancies, and networks by size."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
