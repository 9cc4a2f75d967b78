// Enhancements of all pages. Everything works without this file.
"use strict";

// Times are in UTC, the same for everyone. The reader's local time is in the tooltip.
function addLocalTimes(root) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "long" });
  for (const element of root.querySelectorAll("time[datetime]:not([title])")) {
    const moment = new Date(element.dateTime);
    if (!Number.isNaN(moment.getTime())) element.title = format.format(moment);
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

// The offer of the page in the reader's language, which reader.js shows.
function letLanguagesBeDeclined(root) {
  for (const button of root.querySelectorAll("[data-decline-language]")) {
    button.addEventListener("click", () => {
      localStorage.setItem("language-declined", "true");
      delete document.documentElement.dataset.prefers;
    });
  }
}

// Buttons that copy the text of the element they name.
function offerCopies(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.copied;
    });
    button.hidden = false;
  }
}

// On a phone not all tabs of a board fit: begin where the current one can be seen.
function showCurrentTab(root) {
  for (const tab of root.querySelectorAll(".board-tabs [aria-current]")) {
    const tabs = tab.parentElement;
    tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  }
}

// What an address names may be folded; not every browser unfolds it.
function unfoldTarget() {
  const target = document.getElementById(location.hash.slice(1));
  const folded = target?.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", unfoldTarget);

document.addEventListener("DOMContentLoaded", () => {
  unfoldTarget();
  addLocalTimes(document);
  offerThemes(document);
  letLanguagesBeDeclined(document);
  offerCopies(document);
  showCurrentTab(document);
});
// Parts that htmx swaps in have times too.
document.addEventListener("htmx:load", (event) => addLocalTimes(event.target.parentNode ?? document));

// A board's table that scrolls in a box of its own stays where it is when another order or a pin exchanges it.
let ranking = { left: 0, top: 0 };
document.addEventListener("htmx:beforeSwap", () => {
  const box = document.getElementById("ranking");
  ranking = { left: box?.scrollLeft ?? 0, top: box?.scrollTop ?? 0 };
});
document.addEventListener("htmx:afterSwap", () => {
  const box = document.getElementById("ranking");
  if (box?.isConnected) box.scrollTo({ ...ranking, behavior: "instant" });
});
