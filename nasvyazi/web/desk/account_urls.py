"""Addresses of signing in: of allauth's own, those that an installation without sign-up and without mail needs."""

from allauth.account import views
from django.urls import path

from .views.own import ask_the_administrator

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    # allauth looks these names up; here they all say whom to ask.
    path("signup/", ask_the_administrator, name="account_signup"),
    path("password/reset/", ask_the_administrator, name="account_reset_password"),
    path("password/set/", ask_the_administrator, name="account_set_password"),
    path("email/", ask_the_administrator, name="account_email"),
]
