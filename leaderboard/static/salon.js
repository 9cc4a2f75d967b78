// What the pages do beyond HTML. Everything works without this file.
"use strict";

// Times stand in UTC in the HTML; the reader's own time is shown, and UTC stays in the tooltip.
function showLocalTimes(root) {
  const language = document.documentElement.lang;
  // The reader's own variant of the page's language, such as en-GB.
  const locale = navigator.languages.find((name) => name.split("-")[0] === language.split("-")[0]) ?? language;
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  for (const element of root.querySelectorAll("time[datetime]:not([title])")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    element.title = element.textContent;
    element.textContent = format.format(moment);
  }
}

document.addEventListener("DOMContentLoaded", () => showLocalTimes(document));
// Parts that htmx has swapped in hold times too.
document.addEventListener("htmx:load", (event) => showLocalTimes(event.target.parentNode ?? document));
