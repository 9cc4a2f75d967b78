"""Django settings, all from environment variables, with defaults that run on a laptop.

docs/settings.md lists every variable.
"""

from __future__ import annotations

from pathlib import Path

import django_stubs_ext

from leaderboard.embedded import paths
from leaderboard.settings import environment as env
from leaderboard.settings.database import database
from leaderboard.settings.mail import email_security
from leaderboard.settings.public import check_hosts, check_public, check_secret
from leaderboard.settings.redis import broker_at, redis_at
from leaderboard.settings.sign_in import form_targets, oidc_providers
from leaderboard.settings.storage import delivery, picture_origins, storage_at, upload_origins
from leaderboard.settings.telemetry import telemetry
from leaderboard.version import code_version

# Makes annotations such as ModelChoiceField[PromptSuite] work at run time.
django_stubs_ext.monkeypatch()

BASE_DIR = paths.CHECKOUT

# --- Django ---------------------------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY") or paths.local_secret("django")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SECRET_KEY_FALLBACKS = env.secrets("SECRET_KEY_FALLBACKS")
check_secret("SECRET_KEY", SECRET_KEY)
for _former in SECRET_KEY_FALLBACKS:
    check_secret("SECRET_KEY_FALLBACKS", _former)
check_hosts(ALLOWED_HOSTS)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
HTTPS = env.flag("HTTPS")
if HTTPS:
    check_public(debug=DEBUG, hosts=ALLOWED_HOSTS)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
STORAGE_URL = env.text("STORAGE_URL")
SALON_DELIVERY = delivery(STORAGE_URL)
SOCIALACCOUNT_PROVIDERS = oidc_providers()
# Scripts, styles and images come from this site only, and none are inline; pictures perhaps from its bucket.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *picture_origins(STORAGE_URL, SALON_DELIVERY)],
        "connect-src": ["'self'", *upload_origins(STORAGE_URL, SALON_DELIVERY)],
        "form-action": ["'self'", *form_targets(SOCIALACCOUNT_PROVIDERS)],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# Pages of any site may read the API: it uses no cookies, so it gives away nothing about a signed-in reader.
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "if-modified-since", "if-none-match"]
CORS_EXPOSE_HEADERS = ["etag", "last-modified", "ratelimit", "ratelimit-policy", "retry-after"]

INSTALLED_APPS = [
    "leaderboard",
    "django.contrib.admin.apps.SimpleAdminConfig",  # the tables: leaderboard/web/administration
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "corsheaders",
    "csp",
    "ninja",
    "workers",  # its management commands
]
MIDDLEWARE = [
    "leaderboard.web.http.request_context.request_context",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "leaderboard.web.http.rate_limit.rate_limit",
    "leaderboard.web.http.null_characters.refuse_null_characters",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "leaderboard.web.http.share_links.ShareLinks",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leaderboard.web.sign_in.reader_cookie.reader_cookie",
    "leaderboard.web.http.upload_gate.upload_gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leaderboard.web.sign_in.leaving.leaving_change_nothing",
    "leaderboard.web.sign_in.codes.operators_need_codes",
    "leaderboard.web.sign_in.hashing.BusyMiddleware",
]
ROOT_URLCONF = "leaderboard.urls"
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
            ],
            "libraries": {"i18n": "leaderboard.templatetags.joined_i18n"},
        },
    }
]
# The library "i18n" is replaced on purpose.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database()}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
TIME_ZONE = "UTC"
USE_TZ = True

# --- accounts -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "leaderboard.User"
# One backend: each would hash a wrong password once more.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["leaderboard.web.sign_in.hashing.BoundedArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
_EMAIL_SECURITY = email_security(EMAIL_PORT)
EMAIL_USE_TLS = _EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = _EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10  # seconds; by default a mail server that hangs would hold the site's threads
SALON_EMAIL_CA_FILE = env.readable_file("EMAIL_CA_FILE", env.text("EMAIL_CA_FILE"))
EMAIL_BACKEND = "leaderboard.web.sign_in.mail_backend.VerifiedSmtp"
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "salon@localhost")
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Without a mail server nobody could confirm an address.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_HOST else "none"
ACCOUNT_ADAPTER = "leaderboard.web.sign_in.adapter.AccountAdapter"
# An account has one address; another one takes its place when it is confirmed.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
# Attempts at passwords are counted by the adapter; these and allauth's own limits in CACHES: all over all processes.
ACCOUNT_RATE_LIMITS: dict[str, str] = {"login": "", "login_failed": "", "signup": "20/m/ip"}
# Whoever the provider vouches for by a verified address signs in to the account that has it.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Salon"
MFA_ADAPTER = "leaderboard.web.sign_in.mfa_adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "leaderboard.web.sign_in.codes.SignInCodeForm",
    "reauthenticate": "leaderboard.web.sign_in.codes.ReauthenticateCodeForm",
    "activate_totp": "leaderboard.web.sign_in.codes.SetUpForm",
}
SALON_REQUIRE_MFA_FOR_OPERATORS = env.flag("REQUIRE_MFA_FOR_OPERATORS")
# Names of URL patterns, not paths, so that visitors stay in the language of the page they come from.
LOGIN_REDIRECT_URL = "submissions"
LOGIN_URL = "account_login"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

# --- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or paths.home() / "static")
MEDIA_ROOT = env.text("MEDIA_ROOT") or str(paths.home() / "media")
STORAGES = {
    "default": storage_at(STORAGE_URL),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SALON_STORAGE_RESERVE_BYTES = env.integer("STORAGE_RESERVE_MIB", 256, at_least=0) * 2**20
# Uploads go straight to disk: a bundle is never held in memory.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- the queue ------------------------------------------------------------------------------------------------------
REDIS_URL = redis_at(env.text("REDIS_URL") or paths.redis_url(), env.text("REDIS_CA_FILE"))
BROKER_URL = broker_at(REDIS_URL)
CACHES = {
    "default": {
        "BACKEND": "leaderboard.web.http.shared_cache.SharedCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "salon:cache",
        "OPTIONS": {
            "serializer": "leaderboard.web.http.shared_cache.JsonSerializer",
            "socket_timeout": 0.5,
            "socket_connect_timeout": 0.5,
        },
    }
}

# --- Salon ----------------------------------------------------------------------------------------------------------
SALON_PROMPTS = BASE_DIR / "prompts"
SALON_IMPORTED = paths.home() / "imported"
SALON_SUITE_DIRS = [SALON_PROMPTS, *map(Path, env.words("SUITE_DIRS")), *filter(Path.is_dir, [SALON_IMPORTED])]
# Suites and profiles of this site may come with translations of their texts.
LOCALE_PATHS = [*(folder / "locale" for folder in SALON_SUITE_DIRS), BASE_DIR / "leaderboard" / "locale"]
SALON_CODE_VERSION = env.text("CODE_VERSION") or code_version()
SALON_JUDGE_PROFILE = env.text("JUDGE_PROFILE", "pixel-baseline")
SALON_JUDGE_URLS = env.words("JUDGE_URL")
# On a machine that has served a judge, the key that was made for it.
SALON_JUDGE_API_KEY = env.text("JUDGE_API_KEY") or paths.known_secret("judge-key")
SALON_JUDGE_ENGINE_FLAGS = env.text("JUDGE_ENGINE_FLAGS")
SALON_JUDGE_TENSOR_PARALLEL = env.integer("JUDGE_TENSOR_PARALLEL", 0)
SALON_JUDGE_REPLICAS = env.integer("JUDGE_REPLICAS", 0)
SALON_JUDGE_GPUS = env.text("JUDGE_GPUS")
SALON_JUDGE_ANNOUNCE = env.text("JUDGE_ANNOUNCE")
SALON_JUDGE_DRAIN_S = env.number("JUDGE_DRAIN_S", 120)
SALON_JUDGE_IN_FLIGHT = env.integer("JUDGE_IN_FLIGHT", 80, at_least=1)
SALON_JUDGE_COLLAPSE_WATCH = env.flag("JUDGE_COLLAPSE_WATCH", default=True)
SALON_JUDGE_TIMEOUT_S = env.number("JUDGE_TIMEOUT_S", 600, at_least=1)
SALON_CANARY_S = env.number("CANARY_S", 3600, at_least=1)
SALON_KEY_SECRET = env.text("KEY_SECRET") or paths.local_secret("endpoint-keys")
SALON_KEY_SECRET_FALLBACKS = env.secrets("KEY_SECRET_FALLBACKS")
SALON_ENDPOINT_ALLOWED_RANGES = env.networks("ENDPOINT_ALLOWED_RANGES")
SALON_ENDPOINT_IN_FLIGHT = env.integer("ENDPOINT_IN_FLIGHT", 8, at_least=1)
SALON_ACCOUNT_TEAMS = env.integer("ACCOUNT_TEAMS", 3, at_least=0)
SALON_ACCOUNT_GENERATORS = env.integer("ACCOUNT_GENERATORS", 200, at_least=1)
SALON_ACCOUNT_IN_FLIGHT = env.integer("ACCOUNT_IN_FLIGHT", 32, at_least=1)
SALON_ACCOUNT_STORAGE_GIB = env.integer("ACCOUNT_STORAGE_GIB", 500, at_least=0)
SALON_ENDPOINT_TIMEOUT_S = env.number("ENDPOINT_TIMEOUT_S", 180, at_least=1)
SALON_ENDPOINT_TEST_TIMEOUT_S = env.number("ENDPOINT_TEST_TIMEOUT_S", 60, at_least=1)
SALON_ENDPOINT_FAILURES_IN_A_ROW = env.integer("ENDPOINT_FAILURES_IN_A_ROW", 10, at_least=1)
SALON_BUNDLE_MAX_BYTES = env.integer("BUNDLE_MAX_BYTES", 16 * 2**30, at_least=1)
SALON_BUNDLE_CHECKS_A_DAY = env.integer("BUNDLE_CHECKS_A_DAY", 20, at_least=1)
SALON_ADMISSION_AHEAD_S = env.number("ADMISSION_AHEAD_MINUTES", 60, at_least=0.01) * 60
SALON_ADMISSION_LONG_WAIT_S = env.number("ADMISSION_LONG_WAIT_HOURS", 72, at_least=0) * 3600
SALON_KEEP_BUNDLES_DAYS = env.integer("KEEP_BUNDLES_DAYS", 0, at_least=0)
SALON_KEEP_PRIVATE_DAYS = env.integer("KEEP_PRIVATE_DAYS", 0, at_least=0)
SALON_KEEP_ENDED_DAYS = env.integer("KEEP_ENDED_DAYS", 180, at_least=0)
SALON_JUDGING_WINDOW = env.integer("JUDGING_WINDOW", 64, at_least=1)
SALON_LEASE_S = env.number("LEASE_S", 45, at_least=1)
SALON_REQUEUE_S = env.number("REQUEUE_S", 30, at_least=1)
SALON_TIDY_S = env.number("TIDY_S", 3600, at_least=1)
SALON_SWEEP_S = env.number("SWEEP_S", 3, at_least=0.2)
SALON_PAGE_MEMORY_BYTES = env.integer("PAGE_MEMORY_MIB", 64, at_least=1) * 2**20
SALON_METRICS_TOKEN = env.text("METRICS_TOKEN")
check_secret("METRICS_TOKEN", SALON_METRICS_TOKEN)
SALON_METRICS_ALLOWED_RANGES = env.networks("METRICS_ALLOWED_RANGES")
SALON_TRANSFERS_PER_ADDRESS = env.integer("TRANSFERS_PER_ADDRESS", 32, at_least=1)
# A public site always has an address of its own, for the links in its mails.
SALON_SITE_URL = (env.text("SITE_URL") or (f"https://{ALLOWED_HOSTS[0]}" if HTTPS else "")).rstrip("/")
SALON_API_RATE = env.rate("API_RATE", "300/minute")
SALON_DATA_LICENCE = env.text("DATA_LICENCE", "https://creativecommons.org/licenses/by/4.0/")
SALON_CARD_FONT = env.text("CARD_FONT")
SALON_POSTGRES_BIN = env.text("POSTGRES_BIN")
SALON_CONTACT = env.contact("CONTACT")
SALON_SAMPLE_GENERATOR_URL = env.text("SAMPLE_GENERATOR_URL")
SALON_REPORT_ADDRESS = env.contact("REPORT_ADDRESS")
SALON_REPORT_MAIL = env.words("REPORT_MAIL")
SALON_REPORT_HOURS = env.integer("REPORT_HOURS", 72, at_least=1)
SALON_QUOTA_SUBMISSIONS = env.integer("QUOTA_SUBMISSIONS", 10, at_least=1)
SALON_PRACTICE_A_DAY = env.integer("PRACTICE_A_DAY", 20, at_least=1)
SALON_QUOTA_DAYS = env.integer("QUOTA_DAYS", 7, at_least=1)

# --- logs -----------------------------------------------------------------------------------------------------------
# By default Django logs nothing when DEBUG is off. Here everything goes to the process's standard error.
_LOG_FORMATTERS = {"text": "leaderboard.logs.as_text.TextFormatter", "json": "leaderboard.logs.as_json.json_formatter"}
_SECRETS = [
    *(SECRET_KEY, SALON_KEY_SECRET, SALON_JUDGE_API_KEY, SALON_METRICS_TOKEN, EMAIL_HOST_PASSWORD),
    *(*SECRET_KEY_FALLBACKS, *SALON_KEY_SECRET_FALLBACKS, str(DATABASES["default"]["PASSWORD"])),
]
SALON_TELEMETRY = telemetry(secrets=_SECRETS, version=SALON_CODE_VERSION)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "leaderboard.logs.context.Context"}},
    "formatters": {"line": {"()": _LOG_FORMATTERS[env.choice("LOG_FORMAT", "text", "json")], "secrets": _SECRETS}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["context"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"leaderboard": {"level": "INFO"}, "workers": {"level": "INFO"}},
}
