"""Account pages that send mails, before django-allauth's own of the same addresses and names."""

from django.urls import path

from leaderboard.web.sign_in import mail_views as mails

urlpatterns = [
    path("email/", mails.email, name="account_email"),
    path("confirm-email/", mails.verification_sent, name="account_email_verification_sent"),
    path("password/reset/", mails.password_reset, name="account_reset_password"),
    path("password/reset/done/", mails.password_reset_done, name="account_reset_password_done"),
]
