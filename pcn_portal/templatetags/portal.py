"""Template tags and filters of the portal, built in to every template."""

from django import template

register = template.Library()
