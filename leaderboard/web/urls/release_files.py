"""Addresses of a release's files, below ``/boards/<slug>/releases/<number>/``."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from leaderboard.web.board import file_views as views


class FormConverter(StringConverter):
    """The file type of a table in an address: ``<form:form>``."""

    regex = "csv|json|parquet"


register_converter(FormConverter, "form")

urlpatterns = [
    path("board.csv", views.board, {"form": "csv"}, name="board-csv"),
    path("board.json", views.board, {"form": "json"}, name="board-json"),
    path("board.parquet", views.board, {"form": "parquet"}, name="board-parquet"),
    path("table.<form:form>", views.shown, name="release-table-file"),
    path("levels.<form:form>", views.levels, name="release-levels-file"),
    path("verdicts.<form:form>", views.verdicts, name="release-verdicts-file"),
    path("facets/<slug:facet_slug>.<form:form>", views.facet, name="release-facet-file"),
    path("models/<int:generator_id>/scores.<form:form>", views.model_scores, name="release-model-scores"),
    path("models/<int:generator_id>/verdicts.<form:form>", views.model_verdicts, name="release-model-verdicts"),
    path("models/<int:generator_id>/images.zip", views.model_images, name="release-model-images"),
    path("compare.<form:form>", views.compare, name="release-compare-file"),
    path("citation.bib", views.citation, name="release-citation"),
]
