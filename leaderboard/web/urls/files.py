"""Addresses of files. They are the same in every language of the interface: one address names one file."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path

from leaderboard.web.agreement import reported_views as reported
from leaderboard.web.author import file_views as downloads
from leaderboard.web.author import trial_views as trials
from leaderboard.web.board import file_views as release_files
from leaderboard.web.home import views as home
from leaderboard.web.judges import views as judges
from leaderboard.web.leaving import views as leaving
from leaderboard.web.pictures import file_views as image_files
from leaderboard.web.sharing import badge_views as badges
from leaderboard.web.sharing import card_views as cards
from leaderboard.web.sharing.feeds import BoardFeed
from leaderboard.web.sharing.sitemaps import SITEMAPS
from leaderboard.web.suites import views as suites

urlpatterns = [
    # published
    path("boards/<slug:slug>/releases/latest/<path:file>", release_files.latest, name="board-latest-file"),
    path("boards/<slug:slug>/releases/<int:number>/", include("leaderboard.web.urls.release_files")),
    path("suites/<slug:suite_key>/<str:version>/suite.json", suites.sealed_json, name="suite-json"),
    path("suites/<slug:suite_key>/<str:version>/prompts.jsonl", suites.prompts_jsonl, name="suite-prompts-jsonl"),
    path("suites/<slug:suite_key>/<str:version>/prompts.csv", suites.prompts_csv, name="suite-prompts-csv"),
    path("judges/<slug:profile_key>/<str:version>/profile.json", judges.sealed_json, name="judge-json"),
    path("reported/<slug:table_slug>/table.csv", reported.table_csv, name="reported-csv"),
    path("reported/<slug:table_slug>/table.json", reported.table_json, name="reported-json"),
    path("robots.txt", home.robots, name="robots"),
    # for other sites
    path("boards/<slug:slug>/feed.atom", BoardFeed(), name="board-feed"),
    path("boards/<slug:slug>/card.png", cards.board_card, name="board-card"),
    path("boards/<slug:slug>/models/<int:generator_id>/card.png", cards.model_card, name="model-card"),
    path("boards/<slug:slug>/models/<int:generator_id>/badges/<slug:column>.svg", badges.badge, name="badge"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS}, name="sitemap-index"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="django.contrib.sitemaps.views.sitemap"),
    # of one person
    path("account/data/<int:export_id>.zip", leaving.export_file, name="account-export-file"),
    # of one submission
    path("trials/<int:trial_id>/picture", trials.picture, name="trial-picture"),
    path("submissions/<int:submission_id>/report.json", downloads.report_json, name="submission-report"),
    path("images/<int:image_id>/thumb.webp", image_files.thumbnail, name="image-thumb"),
    path("images/<int:image_id>/display.webp", image_files.display, name="image-display"),
    path("images/<int:image_id>/original", image_files.original, name="image-original"),
    path("submissions/<int:submission_id>/evidence.jsonl.zst", downloads.evidence, name="submission-evidence"),
    path(
        "submissions/<int:submission_id>/evidence/<str:sha256>.jsonl.zst",
        downloads.evidence_of_release,
        name="submission-evidence-version",
    ),
    path("submissions/<int:submission_id>/verdicts.csv", downloads.verdicts_csv, name="submission-verdicts-csv"),
    path("submissions/<int:submission_id>/verdicts.json", downloads.verdicts_json, name="submission-verdicts-json"),
    path("submissions/<int:submission_id>/breakdown.csv", downloads.breakdown_csv, name="submission-breakdown-csv"),
    path("submissions/<int:submission_id>/breakdown.json", downloads.breakdown_json, name="submission-breakdown-json"),
]
