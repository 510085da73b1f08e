"""Settings, from the environment (see .env.example). Nothing here is secret; secrets lie in NASVYAZI_HOME."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from nasvyazi.toolbox import sealing
from nasvyazi.toolbox.home import CHECKOUT, home

from . import environment as env
from .logs import configure as configure_logs

NASVYAZI_HOME = home()
DEBUG = env.flag("NASVYAZI_DEBUG", default=False)
SECRET_KEY = env.secret("NASVYAZI_SECRET_KEY", "secret_key")
sealing.ensure_keys()
ALLOWED_HOSTS = [*env.words("NASVYAZI_ALLOWED_HOSTS", default=""), "localhost", "127.0.0.1", "[::1]"]
"""This machine's own names always: `nasvyazi run` and load balancers ask /healthz by them."""
CSRF_TRUSTED_ORIGINS = env.words("NASVYAZI_TRUSTED_ORIGINS", default="")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "axes",
    # Before allauth: the desk's templates stand in for allauth's own.
    "nasvyazi.web.desk",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "nasvyazi.domain.accounts",
    "nasvyazi.domain.files",
    "nasvyazi.domain.places",
    "nasvyazi.domain.understanding",
    "nasvyazi.domain.organisations",
    "nasvyazi.domain.deadlines",
    "nasvyazi.domain.channels",
    "nasvyazi.domain.inbox",
    "nasvyazi.domain.outbox",
    "nasvyazi.domain.problems",
    "nasvyazi.domain.appeals",
    "nasvyazi.domain.moderation",
    "nasvyazi.domain.external",
    "nasvyazi.domain.suggestions",
]

MIDDLEWARE = [
    "nasvyazi.web.hooks.middleware.straight_to_hooks",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nasvyazi.web.desk.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "nasvyazi.urls"
WSGI_APPLICATION = "nasvyazi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nasvyazi.web.desk.context.frame",
            ],
        },
    },
]

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Who may come in -------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "nasvyazi.web.desk.accounts.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "nasvyazi.web.desk.accounts.SealingAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip,12/300s/key"}
"""Codes of the second step are counted here; wrong passwords by axes, which steps in earlier and for all processes."""
AXES_CLIENT_IP_CALLABLE = "nasvyazi.web.desk.accounts.client_ip"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
NASVYAZI_BEHIND_PROXY = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("NASVYAZI_HTTPS", default=False)
SESSION_ENGINE = "nasvyazi.web.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_HSTS_SECONDS = int(timedelta(days=30).total_seconds()) if SESSION_COOKIE_SECURE else 0
X_FRAME_OPTIONS = "DENY"

# Language and time -----------------------------------------------------------
LANGUAGE_CODE = env.text("NASVYAZI_LANGUAGE", "ru")
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [CHECKOUT / "nasvyazi" / "locale"]
TIME_ZONE = env.text("NASVYAZI_TIME_ZONE", "Europe/Moscow")
USE_TZ = True
NASVYAZI_COUNTRY = env.text("NASVYAZI_COUNTRY", "RU")
"""Whose production calendar deadlines follow (a code that the `holidays` library knows), and whose rules say in which
networks residents are not answered (`domain/channels/sending_rules.toml`)."""

# Moderation ------------------------------------------------------------------
NASVYAZI_BAN_REVIEW_DAYS = env.whole("NASVYAZI_BAN_REVIEW_DAYS", 90)
"""At the latest after so many days somebody has to look again whether a ban is still needed."""

# The map ---------------------------------------------------------------------
NASVYAZI_MAP_TILES = env.map_tiles()
"""From where browsers take the ground of the map; empty: a plain one, with the register's own streets and houses."""
NASVYAZI_MAP_ATTRIBUTION = env.text("NASVYAZI_MAP_ATTRIBUTION", "")
"""Whose tiles they are: plain text that stands on the map."""

# Files -----------------------------------------------------------------------
STATIC_URL = "static/"
MEDIA_ROOT = NASVYAZI_HOME / "media"
WHITENOISE_USE_FINDERS = True
"""Static files are served from the packages themselves: nothing to collect, nothing stale."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# The networks ----------------------------------------------------------------
NASVYAZI_NETWORKS = [
    "nasvyazi.networks.vk.network",
    "nasvyazi.networks.telegram.network",
    "nasvyazi.networks.max.network",
    "nasvyazi.networks.byhand.network",
]
NASVYAZI_HOOK_MAX_BYTES = 1024 * 1024
NASVYAZI_SEND_DEADLINE = env.seconds("NASVYAZI_SEND_DEADLINE", 60)
"""No send takes longer; the lease is twice that, so a living sender always speaks before its lease ends."""
NASVYAZI_SEND_LEASE = env.seconds("NASVYAZI_SEND_LEASE", 120)
NASVYAZI_POLL_WAIT = env.seconds("NASVYAZI_POLL_WAIT", 25)
NASVYAZI_PUBLIC_URL = env.text("NASVYAZI_PUBLIC_URL", "").rstrip("/")
"""Where networks reach this installation, with the scheme: told to those that ask for it over their API."""
NASVYAZI_PORTAL_URL = env.text("NASVYAZI_PORTAL_URL", "").rstrip("/")
"""Where residents can write by the web: named to those whom nobody may answer in their own network."""
NASVYAZI_ROADS = env.roads()
NASVYAZI_SANDBOX_URL = env.text("NASVYAZI_SANDBOX_URL", "")

SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *env.origin(NASVYAZI_MAP_TILES)],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

LOGGING_CONFIG = None
configure_logs(
    as_json=env.flag("NASVYAZI_LOG_JSON", default=None), level=env.text("NASVYAZI_LOG_LEVEL", "INFO")
)
