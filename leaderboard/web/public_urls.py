"""Addresses of the pages that everybody may read."""

from django.urls import path

from leaderboard.web.views import public as views

urlpatterns = [
    path("", views.home, name="home"),
    path("boards/<slug:slug>/", views.board, name="board"),
    path("boards/<slug:slug>/releases/<int:number>/", views.board, name="board-release"),
    path("boards/<slug:slug>/releases/<int:number>/board.csv", views.board_csv, name="board-csv"),
    path("boards/<slug:slug>/releases/<int:number>/board.json", views.board_json, name="board-json"),
    path("method/", views.method, name="method"),
    path("about/", views.about, name="about"),
    path("robots.txt", views.robots, name="robots"),
]
