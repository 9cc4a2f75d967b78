// The reader's choice of light or dark, before anything is drawn. Without this file the system's setting counts.
"use strict";

const chosenTheme = localStorage.getItem("theme");
if (chosenTheme === "light" || chosenTheme === "dark") document.documentElement.dataset.theme = chosenTheme;
