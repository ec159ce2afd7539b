"""Settings of one clinic. One file, headed sections; every key of the environment is named here."""

from pathlib import Path

import environ

from clinic import databases, process_role, secrets_of_demo

# --- Where we are -------------------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)

VAR_DIR = Path(env("REVISIT_VAR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

#: Without DATABASE_URL everything runs on this machine: embedded database, keys of its own, captured mail.
DEMO_MODE = not databases.are_named(env)
DEBUG = env.bool("DEBUG", default=False)

# --- Keys ---------------------------------------------------------------------------------------
# Separate keys for fields, blind indexes, links, seals; none is derived from SECRET_KEY.

_demo_secrets = secrets_of_demo.load_or_make(VAR_DIR / "secrets.json") if DEMO_MODE else {}

SECRET_KEY = env("SECRET_KEY", default=_demo_secrets.get("SECRET_KEY", ""))
FERNET_KEYS = env.list("FERNET_KEYS", default=_demo_secrets.get("FERNET_KEYS", []))
FERNET_USE_HKDF = env.bool("FERNET_USE_HKDF", default=True)
BLIND_INDEX_KEYS = env.list("BLIND_INDEX_KEYS", default=_demo_secrets.get("BLIND_INDEX_KEYS", []))
LINK_KEYS = env.list("LINK_KEYS", default=_demo_secrets.get("LINK_KEYS", []))
# Private keys that seal the access book: the sealer's alone, newest first; or a file with one a line.
AUDIT_SEAL_KEY = env.list("AUDIT_SEAL_KEY", default=[])
AUDIT_SEAL_KEY_FILE = env("AUDIT_SEAL_KEY_FILE", default=str(VAR_DIR / "seal_key") if DEMO_MODE else "")
# Where the sealer remembers the last seal it made: a file that the database's keepers cannot write, and that stays.
AUDIT_SEALER_STATE = env("AUDIT_SEALER_STATE", default=str(VAR_DIR / "sealer_state.json"))
AUDIT_SEAL_PUBLIC_KEYS = env.list(
    "AUDIT_SEAL_PUBLIC_KEYS",
    default=[secrets_of_demo.public_seal_key(Path(AUDIT_SEAL_KEY_FILE))] if DEMO_MODE else [],
)

# --- Places outside that are told about seals, so that the access book cannot be shortened unseen ----------

AUDIT_ANCHORS = env.list(
    "AUDIT_ANCHORS",
    default=[f"file:{VAR_DIR / 'anchors' / name}.jsonl" for name in ("here", "there")] if DEMO_MODE else [],
)
#: Files that the daily verification reads anchors from; where none is named: the `file:` places.
AUDIT_VERIFY_ANCHORS = env.list("AUDIT_VERIFY_ANCHORS", default=[])
AUDIT_ANCHOR_TOKEN = env("AUDIT_ANCHOR_TOKEN", default="")
if DEMO_MODE:
    (VAR_DIR / "anchors").mkdir(exist_ok=True)

# --- Addresses ----------------------------------------------------------------------------------

PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[PUBLIC_URL.split("://", 1)[-1].split(":")[0], "127.0.0.1", "localhost"]
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"

# --- Database -----------------------------------------------------------------------------------

# One process, one role (clinic/process_role.py): DATABASE_URL, DATABASE_OWNER_URL, DATABASE_SEALER_URL or
# DATABASE_AUDITOR_URL. Their user names are the roles that `migrate` grants rights to.
DATABASE_ROLE = process_role.current()
DATABASE_ROLE_NAMES = databases.user_names(env)
DATABASES = {"default": databases.database_of(DATABASE_ROLE, env, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The house: six apps, one street, one way (upper apps are named as strings only) ----------------

INSTALLED_APPS = [
    "clinic.apps.RevisitAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_celery_beat",
    "anymail",
    "csp",
    "axes",
    "journeys",
    "campaigns",
    "consent",
    "patients",
    "clinic",
    "audit",
]

MIDDLEWARE = [
    "clinic.middleware.KeptByNobodyMiddleware",
    "clinic.middleware.BehindProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clinic.middleware.StaffPagesMiddleware",
    "audit.middleware.RequestOriginMiddleware",
    "clinic.sign_in.gate.SignInMiddleware",
    "axes.middleware.AxesMiddleware",
]

AUTH_USER_MODEL = "clinic.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # who may try
    "django.contrib.auth.backends.ModelBackend",  # who somebody is
    "clinic.role_permissions.RolePermissionsBackend",  # what their role may do
]
LOGIN_URL = "admin:login"

# What a lower room must ask of an upper one, by dotted path.
PHI_POLICY = "clinic.phi_policy.answer"
DATA_CATEGORIES = "clinic.data_categories.of"
JOURNEYS_OF_PEOPLE = "journeys.queries.entries_into"  # a journey's slug → its enrolments, for segments
PROTECTED_CARE = "patients_any_protected"  # a function in the database: one statement writes an event
PROTECTED_CARE_MADE_BY = "patients.migrations.0008_protected_care"
PAGE_RULES = [  # what holds for pages of any model first: a later table speaks louder
    "clinic.page_rules.of_models",
    "audit.page_rules.PAGES",
    "clinic.page_rules.PAGES",
    "clinic.access_desk.page_rules.PAGES",
    "clinic.privacy_desk.page_rules.PAGES",
    "patients.page_rules.PAGES",
    "consent.page_rules.PAGES",
    "consent.rights_desk.page_rules.PAGES",
    "campaigns.page_rules.PAGES",
    "journeys.page_rules.PAGES",
    "journeys.tonight.page_rules.PAGES",
]
QUIET_WRITES = [  # functions that write rows about people without a line in the book → why
    "clinic.page_rules.QUIET_WRITES",
    "consent.page_rules.QUIET_WRITES",
    "campaigns.page_rules.QUIET_WRITES",
    "journeys.page_rules.QUIET_WRITES",
]
#: Whose rows the application adds and never removes → the only columns that it changes afterwards.
KEPT_TABLES = {
    "clinic_notice": ("handled_at", "outcome", "seen_at", "seen_by"),
    "clinic_accessgrant": ("state", "decided_by_id", "decided_at", "ended_at"),
    "clinic_accessreview": ("closed_at",),
    "clinic_accessreviewitem": ("reviewer_id", "answer", "answered_by_id", "answered_at", "reminded_on"),
    "clinic_breakglass": ("ends_at", "reviewed_by_id", "reviewed_at", "was_justified"),
}
BOOK_ALARM = "clinic.book_alarm.tell_staff"
ACTOR_NAMES = "clinic.staff_names.names_of"
#: What the desk calls a journey, by its slug (clinic/journey_names.py).
JOURNEY_NAMES = "journeys.queries.names_of_journeys"
#: Who sees to what was posted on a public page (consent/operations/doorstep.py), by its kind.
DOORSTEP = {
    "subscribe": "consent.operations.sign_ups.take_subscription",
    "link-lost": "consent.operations.sign_ups.take_lost_link",
    "rights": "consent.operations.rights.take_request",
    "booking": "campaigns.operations.bookings.take_booking",
    "seminar": "campaigns.operations.seminar_places.take_registration",
}
#: Who is not forgotten although they never confirmed a subscription: () -> a query of ids of people.
STILL_EXPECTED = ["campaigns.seminar_guests.expected"]
FRONT_DOOR = "consent:subscribe"
#: What makes a read worth a second look (docs/recipes/review.md). SETTLED rules wait until work can have explained it.
REVIEW_RULES = {
    "AT_ONCE": [
        "patients.review_rules.own_record",
        "patients.review_rules.same_address",
        "patients.review_rules.colleague",
        "clinic.review_rules.after_hours",
        "audit.review.rules.bulk",
        "audit.review.rules.denied_burst",
        "audit.review.rules.export",
        "audit.review.rules.break_glass",
    ],
    "SETTLED": ["patients.review_rules.same_surname", "patients.review_rules.no_appointment"],
}
DESK_PAGES = [
    "clinic.desk_alerts",
    "clinic.access_desk.urls",
    "clinic.privacy_desk.urls",
    "clinic.coverage_desk",
    "patients.desk.urls",
    "patients.desk.to_do",
    "patients.privacy_desk.urls",
    "consent.desk.choices",
    "consent.desk.grown_up",
    "consent.desk.papers",
    "consent.desk.ledger",
    "consent.desk.signed",
    "consent.desk.paper_files",
    "consent.desk.forms",
    "consent.desk.sign_up_list",
    "consent.desk.signing",
    "consent.desk.notices",
    "consent.rights_desk.urls",
    "campaigns.campaign_desk.urls",
    "campaigns.text_desk.urls",
    "campaigns.seminar_desk.urls",
    "campaigns.numbers_desk.urls",
    "campaigns.desk_links",
    "campaigns.desk_unknown",
    "journeys.tonight.urls",
    "journeys.editor.urls",
    "journeys.why_page",
    "journeys.lead_page",
]
DESK_CARDS = [
    "patients.desk_cards.today_card",
    "patients.desk_cards.to_do_card",
    "journeys.desk.run_card",
    "journeys.tonight.card.tonight_card",
    "journeys.tonight.card.stops_card",
    "campaigns.desk.messages_card",
    "campaigns.desk.unknown_card",
    "campaigns.desk.exceptions_card",
    "campaigns.desk.ways_out_card",
    "patients.desk_cards.imports_card",
    "clinic.access_checks.superusers_card",
]
#: What each room knows of one person, for the person's own export (clinic/domain/person_export.py).
PERSON_EXPORT = [
    "patients.person_export.parts",
    "consent.person_export.parts",
    "campaigns.person_export.parts",
    "journeys.person_export.parts",
]
EVIDENCE = [
    "clinic.evidence.rights.evidence",
    "clinic.evidence.access.evidence",
    "clinic.evidence.registers.evidence",
    "clinic.evidence.book.evidence",
    "clinic.evidence.configuration.evidence",
    "consent.evidence.evidence",
]
PRIVACY_CARDS = [
    "clinic.privacy_desk.cards.reviews",
    "clinic.privacy_desk.cards.emergencies",
    "clinic.privacy_desk.cards.access_review",
    "clinic.privacy_desk.cards.asked_roles",
    "clinic.privacy_desk.cards.agreements",
    "clinic.privacy_desk.cards.leaks",
    "clinic.privacy_desk.cards.timetable",
    "clinic.privacy_desk.cards.trainings",
    "clinic.privacy_desk.cards.risks",
    "clinic.privacy_desk.cards.exports",
    "consent.rights_desk.card.requests",
]
LEAK_PROBES = [
    "clinic.leak_probes.look_at_pages",
    "patients.leak_probes.look_at_logs",
    "campaigns.leak_probes.look_at_texts",
    "campaigns.leak_probes.look_at_vendor_settings",
]
LEAK_COOKIES = "consent.cookies.longest_lives"
LEAK_PAGES = ["consent.leak_pages.pages", "campaigns.leak_pages.pages", "clinic.leak_probes.staff_door"]
PERSON_PANELS = [
    "consent.desk.agreed.agreed_panel",
    "consent.desk.may_send.may_send_panel",
    "consent.desk.signing.signing_panel",
    "consent.desk.notices.notice_panel",
    "campaigns.way_out_panel.way_out_panel",
]
#: `way_out(channel, today) -> consent.domain.policy.Transport`: which service carries a channel, and how.
WAY_OUT = "campaigns.channels.transport.transport"
PERSON_TIMELINE_SOURCES = [
    "patients.timeline.entries",
    "consent.timeline.entries",
    "campaigns.timeline.entries",
]

# --- Pages --------------------------------------------------------------------------------------

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
                "clinic.context_processors.house",
            ]
        },
    }
]
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hant", "繁體中文"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "clinic.formats"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "UTC"

# --- Copies as PDF ------------------------------------------------------------------------------

#: Font files to use instead of those in the usual places (consent/copies/machine_fonts.py).
PDF_FONTS = env.list("PDF_FONTS", default=[])
#: Fonts cut from them, so that they are read fast. May be thrown away: they are made again.
FONT_CUTS = VAR_DIR / "fonts"

# --- Security of pages --------------------------------------------------------------------------

_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True  # forms carry the token themselves
CSRF_COOKIE_AGE = None  # ends with the browser's session
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "clinic.sign_in.sessions"  # idle and absolute limits are there and in clinic.domain.sign_in
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=_HTTPS)
#: True when nobody reaches us but through a proxy of ours, which sets X-Forwarded-Proto and adds to X-Forwarded-For.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
# Addresses with tokens stay here. Not `no-referrer`: browsers would send `Origin: null` with our own forms.
SECURE_REFERRER_POLICY = "same-origin"
# A visitor's answer on the page about cookies, kept in their browser. It names nobody.
TRACKING_COOKIE_NAME = "tracking"
TRACKING_COOKIE_AGE = 180 * 24 * 60 * 60
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
FILE_UPLOAD_HANDLERS = ["clinic.uploads.InMemoryUploads"]  # a scan in a temporary file would lie there in clear
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Guessing of passwords and codes (clinic.sign_in.lock_out) -------------------------------------------

AXES_HANDLER = "clinic.sign_in.lock_out.LaneCounter"
AXES_USERNAME_CALLABLE = "clinic.sign_in.lock_out.lane"
AXES_LOCKOUT_PARAMETERS = "clinic.sign_in.lock_out.counted_by"
AXES_COOLOFF_TIME = "clinic.sign_in.lock_out.wait"
AXES_LOCKOUT_CALLABLE = "clinic.sign_in.lock_out.locked_page"
AXES_CLIENT_STR_CALLABLE = "clinic.sign_in.lock_out.unnamed"
AXES_FAILURE_LIMIT = 5
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_DISABLE_ACCESS_LOG = True  # it would keep user names; the book has sign-ins
AXES_SENSITIVE_PARAMETERS = ["username", "password", "code", "next", "csrfmiddlewaretoken", "ip_address"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- No PHI in what programmers read -------------------------------------------------------------

#: Log files that the leak check reads, beside those in var/.
LOG_FILES = env.list("LOG_FILES", default=[])
DEFAULT_EXCEPTION_REPORTER = "clinic.opaque_errors.OpaqueExceptionReporter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"opaque": {"()": "clinic.opaque_errors.OpaqueFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "opaque"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
        "django.db.backends": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},  # it logs the characters of the names it embeds
        "fpdf": {"level": "ERROR"},
    },
}

# --- Mail ---------------------------------------------------------------------------------------
# The demo captures mail in var/mail; production names an anymail vendor or TLS-enforced SMTP.

CAPTURE_BACKEND = "campaigns.channels.capture.CaptureBackend"
MAIL_CAPTURE_DIR = VAR_DIR / "mail"
EMAIL_BACKEND = env("EMAIL_BACKEND", default=CAPTURE_BACKEND if DEMO_MODE else "")
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 20
# How many connections one worker keeps to the mail service, and to the one for text messages.
MAIL_CONNECTIONS = env.int("MAIL_CONNECTIONS", default=8)
SMS_CONNECTIONS = env.int("SMS_CONNECTIONS", default=2)
#: True when the vendor's account is set to deliver over TLS only (SES TlsPolicy REQUIRE, Mailgun require-tls, Paubox).
MAIL_VENDOR_ENFORCES_TLS = env.bool("MAIL_VENDOR_ENFORCES_TLS", default=False)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="clinic@example.org")
#: Who is told that the access book cannot be written when the database takes no alert either. No PHI is in it.
ALARM_EMAILS = env.list("ALARM_EMAILS", default=["officer@example.org"] if DEMO_MODE else [])
#: Soft bounces (a full mailbox, a server that is away) on so many different days, within so many days and without a
#: delivery between, stop mail to an address for so many days. Three days: most failures of a mail server are mended in
#: two; two weeks: as long as people are away. A hard bounce or a complaint stops it at once, until staff lift it.
SOFT_BOUNCE_DAYS = env.int("SOFT_BOUNCE_DAYS", default=3)
SOFT_BOUNCES_WITHIN_DAYS = env.int("SOFT_BOUNCES_WITHIN_DAYS", default=30)
SOFT_BOUNCE_PAUSE_DAYS = env.int("SOFT_BOUNCE_PAUSE_DAYS", default=14)
#: Minutes after which a message that nobody knows of, and that no report came about, is sent a second time, where its
#: text asks for it (`MessageTemplate.resend_unknown`). Reports come within seconds; half an hour outlasts most outages.
UNKNOWN_RESEND_AFTER = env.int("UNKNOWN_RESEND_AFTER", default=30)
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in env.ENVIRON.items() if name.startswith("ANYMAIL_")}
#: Amazon SES knows no idempotency key, and its library would send again by itself what may have arrived.
ANYMAIL["AMAZON_SES_CLIENT_PARAMS"] = {
    "config": {
        "retries": {"total_max_attempts": 1},
        "connect_timeout": EMAIL_TIMEOUT,
        "read_timeout": EMAIL_TIMEOUT,
    }
}
#: Paubox (EMAIL_BACKEND=campaigns.channels.paubox.PauboxBackend). An account whose address holds no name
#: (https://api.paubox.com/v1/email) has no PAUBOX_API_USERNAME.
PAUBOX_API_KEY = env("PAUBOX_API_KEY", default="")
PAUBOX_API_USERNAME = env("PAUBOX_API_USERNAME", default="")
PAUBOX_API_URL = env("PAUBOX_API_URL", default="https://api.paubox.net/v1").rstrip("/")
#: Every mail is fetched from Paubox's portal, behind a notice.
PAUBOX_FORCE_SECURE = env.bool("PAUBOX_FORCE_SECURE", default=False)
#: Amazon SES (EMAIL_BACKEND=anymail.backends.amazon_ses.EmailBackend) reports through SNS to
#: /webhooks/anymail/amazon_ses/tracking/: the topics that are believed, each signing with SignatureVersion 2. Whether a
#: subscription is confirmed when SNS asks: on only while one is set up.
SNS_TOPIC_ARNS = env.list("SNS_TOPIC_ARNS", default=[])
SNS_CONFIRM_SUBSCRIPTIONS = env.bool("SNS_CONFIRM_SUBSCRIPTIONS", default=False)

# --- Text messages ------------------------------------------------------------------------------
# Empty: the clinic sends none. The demo captures them in var/sms; production names the Twilio backend.

SMS_CAPTURE_BACKEND = "campaigns.channels.sms.capture.CaptureLine"
SMS_CAPTURE_DIR = VAR_DIR / "sms"
SMS_BACKEND = env("SMS_BACKEND", default=SMS_CAPTURE_BACKEND if DEMO_MODE else "")
SMS_TIMEOUT = 20
TWILIO_ACCOUNT_SID = env("TWILIO_ACCOUNT_SID", default="")
#: Signs Twilio's requests to us, and ours to Twilio unless a key of the API is named.
TWILIO_AUTH_TOKEN = env("TWILIO_AUTH_TOKEN", default="")
TWILIO_API_KEY_SID = env("TWILIO_API_KEY_SID", default="")
TWILIO_API_KEY_SECRET = env("TWILIO_API_KEY_SECRET", default="")
#: The clinic's number in E.164, or the messaging service (`MG…`) that holds its numbers.
TWILIO_FROM = env("TWILIO_FROM", default="")
TWILIO_API_URL = env("TWILIO_API_URL", default="https://api.twilio.com").rstrip("/")

# --- Jobs: the database is the queue of record, the broker a doorbell ---------------------------------

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="filesystem://" if DEMO_MODE else "redis://localhost:6379/0")
if CELERY_BROKER_URL.startswith("filesystem://"):
    BROKER_DIR = VAR_DIR / "broker"
    for _folder in ("queue", "processed", "control"):
        (BROKER_DIR / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT = "clinic.file_broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "journeys.tasks.tick", "schedule": 60.0},
    "rehearse": {"task": "journeys.tasks.rehearse", "schedule": 60.0},
    "tell-of-due-reviews": {"task": "journeys.tasks.tell_of_due_reviews", "schedule": 3600.0},
    "end-overdue-sign-ins": {"task": "clinic.tasks.end_overdue_sign_ins", "schedule": 60.0},
    "take-up-letters": {"task": "consent.tasks.take_up_letters", "schedule": 3.0},
    "look-after-rights": {"task": "consent.tasks.look_after_rights", "schedule": 600.0},
    "forget-in-time": {"task": "consent.tasks.forget_in_time", "schedule": 3600.0},
    "deliver-notices": {"task": "campaigns.tasks.deliver_notices", "schedule": 20.0},
    "send-campaigns": {"task": "campaigns.tasks.send_campaigns", "schedule": 60.0},
    "ask-for-receipts": {"task": "campaigns.tasks.ask_for_receipts", "schedule": 120.0},
    "sweep-allowances": {"task": "clinic.tasks.sweep_allowances", "schedule": 60.0},
    "review-reads": {"task": "clinic.tasks.review_reads", "schedule": 300.0},
    "fill-review-keys": {"task": "patients.tasks.fill_review_keys", "schedule": 3600.0},
    "forget-strangers": {"task": "patients.tasks.forget_strangers", "schedule": 3600.0},
    "tell-of-refusals": {"task": "campaigns.tasks.tell_of_refusals", "schedule": 600.0},
    "tell-of-the-week": {"task": "campaigns.tasks.tell_of_the_week", "schedule": 1800.0},
    "look-after-unknown": {"task": "campaigns.tasks.look_after_unknown", "schedule": 60.0},
    "tell-of-grown-ups": {"task": "consent.tasks.tell_of_grown_ups", "schedule": 3600.0},
    "remind": {"task": "clinic.tasks.remind", "schedule": 3600.0},
    "look-after-access": {"task": "clinic.tasks.look_after_access", "schedule": 3600.0},
    "look-after-papers": {"task": "consent.tasks.look_after_papers", "schedule": 3600.0},
    "watch-guards": {"task": "clinic.tasks.watch_guards", "schedule": 300.0},
    "watch-seals": {"task": "clinic.tasks.watch_seals", "schedule": 60.0},
    "propose-retention": {"task": "clinic.tasks.propose_retention", "schedule": 86400.0},
    "leak-check": {"task": "clinic.tasks.weekly_leak_check", "schedule": 3600.0},
}
