"""Addresses of the public pages."""

from django.urls import path

from leaderboard.web.agreement import reported_views as reported
from leaderboard.web.agreement import views as agreement
from leaderboard.web.board import views as board
from leaderboard.web.compare import views as compare
from leaderboard.web.facet import views as facets
from leaderboard.web.home import views as home
from leaderboard.web.judges import views as judges
from leaderboard.web.model import views as models
from leaderboard.web.prompt import views as prompts
from leaderboard.web.release import views as releases
from leaderboard.web.reports import staff_views as staff_reports
from leaderboard.web.reports import views as reports
from leaderboard.web.suites import rubric_views as rubric
from leaderboard.web.suites import views as suites

urlpatterns = [
    path("", home.home, name="home"),
    path("boards/<slug:slug>/", board.board, name="board"),
    path("boards/<slug:slug>/releases/", releases.index, name="board-releases"),
    path("boards/<slug:slug>/releases/changes/", releases.changes, name="board-changes"),
    path("boards/<slug:slug>/releases/latest/", home.latest, name="board-latest"),
    path("boards/<slug:slug>/releases/<int:number>/", board.board, name="board-release"),
    path("boards/<slug:slug>/models/<int:generator_id>/", models.model, name="board-model"),
    path("boards/<slug:slug>/releases/<int:number>/models/<int:generator_id>/", models.model, name="release-model"),
    path("models/<int:generator_id>/", models.across_boards, name="model"),
    path("boards/<slug:slug>/compare/", compare.compare, name="board-compare"),
    path("boards/<slug:slug>/releases/<int:number>/compare/", compare.compare, name="release-compare"),
    path("boards/<slug:slug>/downloads/", releases.downloads, name="board-downloads"),
    path("boards/<slug:slug>/releases/<int:number>/downloads/", releases.downloads, name="release-downloads"),
    path("boards/<slug:slug>/about/", releases.about, name="board-about"),
    path("boards/<slug:slug>/releases/<int:number>/about/", releases.about, name="release-about"),
    path("boards/<slug:slug>/prompts/", prompts.index, name="board-prompts"),
    path("boards/<slug:slug>/releases/<int:number>/prompts/", prompts.index, name="release-prompts"),
    path("boards/<slug:slug>/prompts/<slug:prompt_key>/", prompts.prompt, name="board-prompt"),
    path("boards/<slug:slug>/releases/<int:number>/prompts/<slug:prompt_key>/", prompts.prompt, name="release-prompt"),
    path("boards/<slug:slug>/facets/", facets.index, name="board-facets"),
    path("boards/<slug:slug>/releases/<int:number>/facets/", facets.index, name="release-facets"),
    path("boards/<slug:slug>/facets/<slug:facet_slug>/", facets.facet, name="board-facet"),
    path("boards/<slug:slug>/releases/<int:number>/facets/<slug:facet_slug>/", facets.facet, name="release-facet"),
    path("suites/", suites.index, name="suites"),
    path("suites/<slug:suite_key>/<str:version>/", suites.suite_page, name="suite"),
    path("suites/<slug:suite_key>/<str:version>/prompts/", suites.prompts_page, name="suite-prompts"),
    path("suites/<slug:suite_key>/<str:version>/prompts/<slug:prompt_key>/", suites.prompt_page, name="suite-prompt"),
    path("judges/", judges.index, name="judges"),
    path("judges/<slug:profile_key>/<str:version>/", judges.profile_page, name="judge"),
    path("judges/<slug:profile_key>/<str:version>/servers/", judges.servers_page, name="judge-servers"),
    path("rubric/", rubric.rubric_page, name="rubric"),
    path("rubric/<slug:facet_slug>/", rubric.facet_page, name="facet"),
    path("reported/", reported.index, name="reported"),
    path("reported/<slug:table_slug>/", reported.table_page, name="reported-table"),
    path("agreement/", agreement.index, name="agreement"),
    path("operations/", judges.operations, name="operations"),
    path("method/", home.method, name="method"),
    path("about/", home.about, name="about"),
    path("rules/", home.rules, name="rules"),
    # Visitors' reports
    path("images/<int:image_id>/report/", reports.report_image, name="report-image"),
    path("models/<int:generator_id>/report/", reports.report_model, name="report-model"),
    path("reports/thanks/", reports.thanks, name="report-thanks"),
    path("operations/reports/", staff_reports.queue, name="reports"),
    path("operations/reports/<int:report_id>/", staff_reports.decide, name="report-decide"),
]
