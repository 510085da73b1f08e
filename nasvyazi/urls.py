"""Every address of the product."""

from django.urls import include, path

from nasvyazi.web.health import healthz

urlpatterns = [
    path("hooks/", include("nasvyazi.web.hooks.urls")),
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("nasvyazi.web.desk.account_urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("nasvyazi.web.desk.urls")),
]
