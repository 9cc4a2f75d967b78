"""Addresses of the author's pages, and of the pages of one submission."""

from django.urls import path

from leaderboard.web.author import annotation_views as annotations
from leaderboard.web.author import breakdown_views as breakdown
from leaderboard.web.author import cancel_views as cancelling
from leaderboard.web.author import compare_views as comparing
from leaderboard.web.author import generator_views as generators
from leaderboard.web.author import history_views as history
from leaderboard.web.author import mail_views as mails
from leaderboard.web.author import missing_views as missing
from leaderboard.web.author import picture_views as pictures
from leaderboard.web.author import publish_views as publishing
from leaderboard.web.author import rejudge_views as rejudging
from leaderboard.web.author import share_views as sharing
from leaderboard.web.author import submission_views as submissions
from leaderboard.web.author import submit_views as submit
from leaderboard.web.author import team_views as teams
from leaderboard.web.author import token_views as tokens
from leaderboard.web.author import trial_views as trials
from leaderboard.web.author import upload_views as uploads
from leaderboard.web.author import usage_views as usage
from leaderboard.web.author import webhook_views as webhooks
from leaderboard.web.gate import views as gates
from leaderboard.web.leaving import views as leaving
from leaderboard.web.pictures import views as images

urlpatterns = [
    path("generators/", generators.index, name="generators"),
    path("generators/new/", generators.new, name="generator-new"),
    path("generators/<int:generator_id>/history/", history.history, name="generator-history"),
    path("generators/<int:generator_id>/edit/", generators.edit, name="generator-edit"),
    path("generators/<int:generator_id>/delete/", generators.delete, name="generator-delete"),
    # submission
    path("submissions/", submissions.index, name="submissions"),
    path("submissions/compare/", comparing.compare, name="submissions-compare"),
    path("submissions/share-links/", sharing.index, name="share-links"),
    path("submissions/share-links/<int:link_id>/revoke/", sharing.revoke, name="share-link-revoke"),
    path("submissions/new/", submit.choose_kind, name="submission-new"),
    path("submissions/new/endpoint/", submit.endpoint_form, name="submission-new-endpoint"),
    path("submissions/new/size/", submit.size, name="submission-size"),
    path("submissions/new/bundle/", submit.bundle_form, name="submission-new-bundle"),
    path("submissions/new/bundle/uploads/", uploads.begin, name="upload-begin"),
    path("submissions/new/bundle/uploads/<uuid:upload_id>/part/", uploads.sign_part, name="upload-part"),
    path("submissions/new/bundle/uploads/<uuid:upload_id>/complete/", uploads.complete, name="upload-complete"),
    path("submissions/new/bundle/uploads/<uuid:upload_id>/discard/", uploads.discard, name="upload-discard"),
    path("submissions/new/bundle/pictures/match/", pictures.match, name="picture-match"),
    path("submissions/new/bundle/pictures/", pictures.announce, name="picture-announce"),
    path("submissions/new/bundle/pictures/<uuid:picture_set>/submit/", pictures.submit, name="picture-submit"),
    path("submissions/new/bundle/pictures/<uuid:picture_set>/discard/", pictures.discard, name="picture-discard"),
    path("submissions/new/bundle/pictures/<uuid:picture_set>/<str:sha256>/", pictures.send, name="picture-send"),
    path("trials/<int:trial_id>/", trials.trial_page, name="trial"),
    path("submissions/<int:submission_id>/", submissions.detail, name="submission"),
    path("submissions/<int:submission_id>/progress/", submissions.progress_fragment, name="submission-progress"),
    path("submissions/<int:submission_id>/cancel/", cancelling.cancel, name="submission-cancel"),
    path("submissions/<int:submission_id>/label/", annotations.edit, name="submission-annotation"),
    path("submissions/<int:submission_id>/missing/", missing.repeat, name="submission-missing"),
    path("submissions/<int:submission_id>/rejudge/", rejudging.rejudge, name="submission-rejudge"),
    # generation and judging
    path("submissions/<int:submission_id>/images/", images.gallery_page, name="submission-images"),
    path("images/<int:image_id>/", images.image_page, name="image"),
    # scoring
    path("submissions/<int:submission_id>/breakdown/", breakdown.breakdown_page, name="submission-breakdown"),
    path("submissions/<int:submission_id>/gate/", gates.gate, name="submission-gate"),
    # publishing
    path("submissions/<int:submission_id>/publish/", publishing.publish, name="submission-publish"),
    path("submissions/<int:submission_id>/withdraw/", submissions.withdraw, name="submission-withdraw"),
    path("submissions/<int:submission_id>/files/delete/", submissions.delete_files, name="submission-delete-files"),
    # Must precede allauth's addresses, which also begin with /account/.
    path("account/data/", leaving.data, name="account-data"),
    path("account/delete/", leaving.delete, name="account-delete"),
    path("account/delete/keep/", leaving.keep, name="account-keep"),
    path("account/delete/keep/<str:signed>/", leaving.keep, name="account-keep"),
    path("account/usage/", usage.usage, name="usage"),
    path("account/mails/", mails.choose, name="mails"),
    path("account/mails/unsubscribe/<str:signed>/", mails.unsubscribe, name="mail-unsubscribe"),
    path("account/webhooks/", webhooks.index, name="webhooks"),
    path("account/webhooks/<int:webhook_id>/", webhooks.detail, name="webhook"),
    path("account/webhooks/<int:webhook_id>/secret/", webhooks.rotate_secret, name="webhook-secret"),
    path("account/webhooks/<int:webhook_id>/test/", webhooks.test, name="webhook-test"),
    path("account/webhooks/<int:webhook_id>/switch/", webhooks.switch, name="webhook-switch"),
    path("account/webhooks/<int:webhook_id>/delete/", webhooks.delete, name="webhook-delete"),
    path("account/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/", webhooks.delivery, name="webhook-delivery"),
    path(
        "account/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/send/",
        webhooks.send_again,
        name="webhook-send-again",
    ),
    path("account/teams/", teams.index, name="teams"),
    path("account/teams/<int:team_id>/", teams.detail, name="team"),
    path("account/teams/<int:team_id>/rename/", teams.rename, name="team-rename"),
    path("account/teams/<int:team_id>/delete/", teams.delete, name="team-delete"),
    path("account/teams/<int:team_id>/invite/", teams.invite, name="team-invite"),
    path("account/teams/<int:team_id>/members/<int:user_id>/role/", teams.change_role, name="team-role"),
    path("account/teams/<int:team_id>/members/<int:user_id>/remove/", teams.remove, name="team-remove"),
    path("account/teams/<int:team_id>/invitations/<int:invitation_id>/revoke/", teams.revoke, name="team-revoke"),
    path("account/teams/join/<str:token>/", teams.join, name="team-join"),
    path("account/tokens/", tokens.index, name="tokens"),
    path("account/tokens/<int:token_id>/delete/", tokens.delete, name="token-delete"),
]
