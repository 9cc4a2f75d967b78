// What a page has to know about its reader before it is drawn, so that nothing moves afterwards. Everything works
// without this file: the system chooses the colours, and the navigation has the links of strangers.
"use strict";
{
  const page = document.documentElement;
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") page.dataset.theme = theme;
  // Public pages are the same for everyone. This cookie holds no secret; it says which links the navigation shows.
  const reader = /(?:^|; )salon_reader=(author|operator)/.exec(document.cookie);
  if (reader) page.dataset.reader = reader[1];
  // The page in the browser's first language is offered, until the reader declines.
  if (!localStorage.getItem("language-declined")) page.dataset.prefers = navigator.language.slice(0, 2).toLowerCase();
}
