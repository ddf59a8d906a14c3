"""All settings, read from the environment: `./portal` sets what it found, a server its own.

Required on a server: SECRET_KEY, DATABASE_URL, REDIS_URL, ALLOWED_HOSTS.
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from pcn_portal.environment import DEVELOPMENT, env, required
from pcn_portal.work_settings import *  # noqa: F403
from pcn_portal.work_settings import REDIS_URL

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO = env.bool("PORTAL_DEMO", default=False)
DEBUG = False

SECRET_KEY = required("SECRET_KEY", development="development-only-not-a-secret-0123456789abcdef")
DATABASE_URL = required("DATABASE_URL", development="postgres://portal@127.0.0.1:5432/portal")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEVELOPMENT else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "pcn_portal",
    "pcn_portal.audit",
    "pcn_portal.accounts",
    "practices",
    "networks",
    "services",
    "workforce",
    "funding",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_celery_beat",
    "rest_framework",
    "knox",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "pcn_portal.web.days.day_in_address",
]

ROOT_URLCONF = "pcn_portal.urls"
WSGI_APPLICATION = "pcn_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "pcn_portal.web.nav.around",
            ],
            "builtins": ["pcn_portal.templatetags.portal"],
        },
    },
]

FORM_RENDERER = "pcn_portal.web.fields.NhsRenderer"
# The NHS logo is a protected mark: it is drawn only where this is turned on.
SHOW_NHS_LOGO = env.bool("SHOW_NHS_LOGO", default=False)

DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_MAX_AGE"] = 60
# Compiling a query takes longer than any of ours runs: seconds for a list within a scope.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}

LANGUAGE_CODE = "en-gb"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
# In development files are served where they lie; nothing is collected.
STATIC_ROOT = env("STATIC_ROOT", default=None if DEVELOPMENT else str(BASE_DIR / ".static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEVELOPMENT
WHITENOISE_MANIFEST_STRICT = not DEVELOPMENT
if DEVELOPMENT:
    STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    }

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "pcn_portal.web.errors.csrf_failure"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"login": "pcn_portal.accounts.forms.SignInForm"}
ACCOUNT_ADAPTER = "pcn_portal.accounts.adapter.NoSignUpAdapter"
ACCOUNT_SESSION_REMEMBER = True
# django-axes locks out after wrong passwords (see the adapter); this limits wrong second factors.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/15m/key"}
# People are entered by an administrator, who vouches for the address. It is not checked.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "pcn_portal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# A code read late in its half minute still counts.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "PCN portal"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
# The two together: a wrong hand in an office does not lock out everybody behind its address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "pcn_portal.accounts.adapter.tried_address"
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True

# Browser security
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not DEVELOPMENT:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Uploads: the largest real file is under 3 MB.
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=25 * 1024 * 1024)
# Documents of agreements are kept in the database: docs/adr/0091.
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", default=10 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "pcn_portal.web.uploads.TooLargeHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# A network's nominated payee changes at the earliest this many days after the decision.
PAYEE_WAITING_DAYS = env.int("PAYEE_WAITING_DAYS", default=14)

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "pcn_portal.api.authentication.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["pcn_portal.accounts.doors.ApiDoor"],
    "DEFAULT_RENDERER_CLASSES": ["pcn_portal.api.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["pcn_portal.api.renderers.OrjsonParser"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "pcn_portal.api.errors.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
# Tokens: only the hash is kept, and none lives longer than a working day.
REST_KNOX = {"TOKEN_TTL": timedelta(hours=10), "AUTH_HEADER_PREFIX": "Bearer"}
SPECTACULAR_SETTINGS = {
    "TITLE": "PCN portal API",
    "DESCRIPTION": (
        "Networks, practices, populations, rates, runs, calculations and statements. Money and "
        "figures are text, dates are ISO 8601, periods do not include their last day."
    ),
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "PostingKind": ["entitlement", "correction", "adjustment"],
        "PaidKind": ["statement", "bank", "yearly"],
        "ClaimKind": ["monthly", "uplift"],
        "LeaveKind": ["parental", "sickness", "other"],
        "MaximumStanding": [
            "confirmed",
            "single_source",
            "provisional",
            "entered",
            "unknown",
            "not_applicable",
        ],
        "DeliveryStatus": ["not_started", "planned", "under_way", "at_risk", "delivered"],
        "RiskLevel": ["low", "medium", "high"],
        "EvidenceUseKind": ["requirement", "return"],
        "PopulationBasis": ["registered", "weighted", "adjusted"],
        "UnusualKind": [
            "no_month_before",
            "network",
            "input",
            "line",
            "gap",
            "provisional",
            "hold",
            "beds",
            "vintage",
        ],
        "MonthStage": ["approved", "sent", "paid", "closed"],
        "CalculationState": ["calculated", "approved", "returned"],
        "DecisionOutcome": ["approved", "returned"],
        "ImprovementOutcome": "services.models.ImprovementOutcome",
        "NoticeKind": "networks.models.NoticeKind",
        "PartnerKind": "networks.models.PartnerKind",
        "PartState": "funding.models.RunPart.State",
        "ImportState": "practices.import_models.ImportState",
        "ProjectState": "services.models.ProjectState",
        "ProposalKind": "networks.models.ProposalKind",
        "ProposalState": "networks.models.ProposalState",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {"axes.apps": {"level": "WARNING"}},  # its greeting on every start
}
