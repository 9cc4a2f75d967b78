// Applies the reader's choice of light or dark before the page is drawn. Without this file the system decides.
"use strict";

const chosenTheme = localStorage.getItem("theme");
if (chosenTheme === "light" || chosenTheme === "dark") document.documentElement.dataset.theme = chosenTheme;
