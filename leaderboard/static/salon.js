// Enhancements of all pages. Everything works without this file.
"use strict";

// Times are in UTC in the HTML. This shows the reader's local time, with UTC in the tooltip.
function showLocalTimes(root) {
  const language = document.documentElement.lang;
  // The reader's variant of the page's language, such as en-GB.
  const locale = navigator.languages.find((name) => name.split("-")[0] === language.split("-")[0]) ?? language;
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  for (const element of root.querySelectorAll("time[datetime]:not([title])")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    element.title = element.textContent;
    element.textContent = format.format(moment);
  }
}

// The switch between light and dark: the third state, without a choice, follows the system.
function offerThemes(root) {
  const buttons = root.querySelectorAll("[data-theme-choice]");
  const mark = () => {
    const chosen = document.documentElement.dataset.theme ?? "";
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const choice = button.dataset.themeChoice;
      if (choice) {
        localStorage.setItem("theme", choice);
        document.documentElement.dataset.theme = choice;
      } else {
        localStorage.removeItem("theme");
        delete document.documentElement.dataset.theme;
      }
      mark();
    });
  }
  mark();
  for (const group of root.querySelectorAll(".theme-switch")) group.hidden = false;
}

document.addEventListener("DOMContentLoaded", () => {
  showLocalTimes(document);
  offerThemes(document);
});
// Parts that htmx swaps in have times too.
document.addEventListener("htmx:load", (event) => showLocalTimes(event.target.parentNode ?? document));
