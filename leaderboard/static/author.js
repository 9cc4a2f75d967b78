// The progress bar of a bundle's upload. Without this file there is only the browser's own indicator.
"use strict";

function uploadParts(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.id !== "bundle-form") return null;
  const box = form.querySelector(".upload");
  return { box, bar: box.querySelector("progress"), label: box.querySelector(".upload__label") };
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const parts = uploadParts(event);
  if (!parts) return;
  parts.box.hidden = false;
  parts.bar.value = 0;
  parts.label.textContent = "";
});

document.addEventListener("htmx:xhr:progress", (event) => {
  const parts = uploadParts(event);
  const { lengthComputable, loaded, total } = event.detail;
  // The reply's own progress is reported by the same event; by then the upload is complete.
  if (!parts || !lengthComputable || parts.bar.value === 1) return;
  const size = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  parts.bar.value = loaded / total;
  parts.label.textContent =
    loaded < total ? `${size.format(loaded / 2 ** 20)} / ${size.format(total / 2 ** 20)} MiB` : parts.label.dataset.done;
});

for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const parts = uploadParts(event);
    const reply = event.detail.xhr;
    // A refusal says why, in plain text.
    const isReason = reply?.getResponseHeader("Content-Type")?.startsWith("text/plain");
    if (parts) parts.label.textContent = isReason ? reply.responseText : parts.label.dataset.failed;
  });
}
