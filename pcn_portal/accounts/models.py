"""People who sign in, and the roles they hold at an organisation."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q

from pcn_portal.accounts.permissions import ROLE_TITLES, Role
from pcn_portal.audit.history import keep_history
from pcn_portal.audit.models import Actor


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save()
        return user


@keep_history(without=("password", "last_login"))
class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address. What they may do comes from their memberships alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def actor(self) -> Actor:
        return Actor(id=self.pk, label=self.email)


class Level(models.TextChoices):
    """What kind of organisation a role is held at."""

    ENGLAND = "england", "England"
    ICB = "icb", "Integrated care board"
    NETWORK = "network", "Primary care network"


@keep_history()
class Membership(models.Model):
    """A role held at one organisation: the code of an ICB or network, or none for England."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(r.value, t) for r, t in ROLE_TITLES.items()])
    level = models.CharField(max_length=10, choices=Level.choices)
    code = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["user", "role", "code"]
        constraints = [
            models.UniqueConstraint("user", "role", "level", "code", name="role_held_once"),
            models.CheckConstraint(
                name="role_level_fits",
                condition=Q(role=Role.NATIONAL_ADMINISTRATOR.value, level="england", code="")
                | Q(
                    role__in=[Role.PCN_MANAGER.value, Role.CLINICAL_DIRECTOR.value], level="network"
                )
                | (Q(role__in=[Role.COMMISSIONER.value, Role.APPROVER.value], level="icb"))
                | Q(role=Role.AUDITOR.value, level__in=["icb", "england"]),
            ),
        ]
