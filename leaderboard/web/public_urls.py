"""Addresses of the pages that everybody may read."""

from django.urls import path

from leaderboard.web.views import agreement, board, judges, reported, rubric, suites
from leaderboard.web.views import public as views

urlpatterns = [
    path("", views.home, name="home"),
    path("boards/<slug:slug>/", board.board, name="board"),
    path("boards/<slug:slug>/releases/latest/", views.latest, name="board-latest"),
    path("boards/<slug:slug>/releases/<int:number>/", board.board, name="board-release"),
    path("suites/", suites.index, name="suites"),
    path("suites/<slug:key>/<str:version>/", suites.suite, name="suite"),
    path("suites/<slug:key>/<str:version>/prompts/", suites.prompts, name="suite-prompts"),
    path("suites/<slug:key>/<str:version>/prompts/<slug:prompt_key>/", suites.prompt, name="suite-prompt"),
    path("judges/", judges.index, name="judges"),
    path("judges/<slug:key>/<str:version>/", judges.profile, name="judge"),
    path("rubric/", rubric.rubric, name="rubric"),
    path("rubric/<slug:slug>/", rubric.facet, name="facet"),
    path("reported/", reported.index, name="reported"),
    path("reported/<slug:slug>/", reported.table, name="reported-table"),
    path("agreement/", agreement.index, name="agreement"),
    path("operations/", judges.operations, name="operations"),
    path("method/", views.method, name="method"),
    path("about/", views.about, name="about"),
]
