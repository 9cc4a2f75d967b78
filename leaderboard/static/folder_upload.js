// Sends a folder of pictures one by one: asks the site which file is for which prompt, shows the table, and sends only
// what the site does not have. Nothing is remembered: choosing the same folder again continues. Without this file, and
// where the browser cannot compute SHA-256s, the form sends a zip.
"use strict";

(() => {
  const AT_ONCE = 4;
  const MAPPINGS = ["mapping.csv", "mapping.jsonl"];

  const form = document.getElementById("bundle-form");
  const box = form?.querySelector(".folder");
  if (!box || !window.isSecureContext || !window.crypto?.subtle) return;

  const table = box.querySelector(".folder__table");
  const ordered = box.querySelector(".folder__ordered");
  const zip = form.elements.file;
  const progress = form.querySelector(".upload");
  const bar = progress.querySelector("progress");
  const label = progress.querySelector(".upload__label");
  const fault = form.querySelector(".upload__fault");
  const button = form.querySelector("button[type=submit]");
  let files = new Map(); // by their names within the folder
  let matched = null; // the site's reply for these files and the form's choices
  let asked = 0; // counts the questions: a late reply to an earlier one is ignored

  // What was chosen or dropped.

  function choose(found) {
    files = withoutTop(found);
    matched = null;
    zip.required = files.size === 0;
    match();
  }

  // A single folder's own name says nothing, as on the command line.
  function withoutTop(found) {
    const tops = new Set([...found.keys()].map((name) => (name.includes("/") ? name.split("/")[0] : "")));
    const isOne = tops.size === 1 && !tops.has("");
    return new Map([...found].map(([name, file]) => [isOne ? name.slice(name.indexOf("/") + 1) : name, file]));
  }

  async function dropped(items) {
    const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const found = new Map();
    for (const entry of entries) await collect(entry, found);
    return found;
  }

  async function collect(entry, found) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.set(entry.fullPath.replace(/^\//, ""), file);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return; // a browser gives at most a hundred at a time
      for (const inner of some) await collect(inner, found);
    }
  }

  // The table.

  async function match() {
    if (!files.size) return;
    const question = ++asked;
    fault.hidden = true;
    table.textContent = box.dataset.matching;
    const fields = choices();
    fields.set("names", JSON.stringify([...files.keys()]));
    if (ordered.checked) fields.set("ordered", "on");
    try {
      const mapping = MAPPINGS.find((name) => files.has(name));
      if (mapping) {
        fields.set("mapping_name", mapping);
        fields.set("mapping", await files.get(mapping).text());
      }
      const reply = await ask(box.dataset.match, fields);
      if (question === asked) show(reply);
    } catch (error) {
      if (question !== asked) return;
      table.replaceChildren();
      tell(error);
    }
  }

  function show(reply) {
    matched = reply;
    table.innerHTML = reply.table; // the site escapes what is in it
    for (const cell of table.querySelectorAll("[data-file]")) {
      const picture = document.createElement("img");
      picture.loading = "lazy";
      picture.decoding = "async";
      picture.alt = "";
      picture.width = picture.height = 64;
      picture.src = URL.createObjectURL(files.get(cell.dataset.file));
      cell.append(picture);
    }
  }

  // The form's fields without the zip.
  function choices() {
    const fields = new FormData(form);
    fields.delete("file");
    return fields;
  }

  // The site.

  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;

  async function ask(address, fields) {
    const reply = await fetch(address, { method: "POST", body: fields, headers: { "X-CSRFToken": token() } });
    return read(reply.status, reply.headers.get("Content-Type"), await reply.text());
  }

  function read(status, type, text) {
    const isJson = type?.startsWith("application/json");
    if (status < 300 && isJson) return JSON.parse(text);
    if (status === 429 && !isJson) throw new Error("too many transfers");
    if (status >= 500) throw new Error(`the site answers ${status}`);
    throw new Refused(isJson ? JSON.parse(text).faults : [label.dataset.signIn]);
  }

  class Sending extends Transfer {
    async run() {
      const byHash = new Map();
      const pictures = [];
      for (const [number, { prompt, language, sample, name }] of matched.pictures.entries()) {
        bar.value = number / matched.pictures.length;
        label.textContent = `${box.dataset.reading} ${number + 1} / ${matched.pictures.length}`;
        const file = files.get(name);
        const sha256 = await digest(file);
        byHash.set(sha256, file);
        pictures.push({ prompt, language, sample, name, sha256, byte_size: file.size });
      }
      const fields = choices();
      fields.set("pictures", JSON.stringify(pictures));
      if (matched.manifest) fields.set("manifest", await files.get(matched.manifest).text());
      const set = await this.patiently(() => ask(box.dataset.announce, fields));
      const missing = [...set.missing];
      this.total = set.byte_size;
      this.there = this.total - missing.reduce((sum, sha256) => sum + byHash.get(sha256).size, 0);
      this.show();
      const headers = { "X-CSRFToken": token(), "Content-Type": "application/octet-stream" };
      const check = (request) => read(request.status, request.getResponseHeader("Content-Type"), request.responseText);
      await this.sendAll(missing, AT_ONCE, (sha256) => (
        this.put(set.send.replace("SHA256", sha256), headers, byHash.get(sha256), sha256, check)
      ));
      label.textContent = label.dataset.done;
      const { page } = await this.patiently(() => ask(set.submit, new FormData()));
      location.assign(page);
    }
  }

  async function digest(file) {
    try {
      const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    } catch {
      throw new Refused([label.dataset.changed]);
    }
  }

  const tell = (error) => Refused.tell(fault, error, label.dataset.failed);

  async function submit() {
    fault.hidden = true;
    progress.hidden = false;
    button.disabled = true;
    try {
      await new Sending(bar, label).run();
    } catch (error) {
      tell(error);
      progress.hidden = true;
      button.disabled = false;
    }
  }

  box.hidden = false;
  for (const choice of box.querySelectorAll("[data-choose]")) {
    choice.addEventListener("click", () => box.querySelector(`[data-kind=${choice.dataset.choose}]`).click());
  }
  for (const input of box.querySelectorAll(".folder__input")) {
    input.addEventListener("change", () => {
      choose(new Map([...input.files].map((file) => [file.webkitRelativePath || file.name, file])));
    });
  }
  const drop = box.querySelector(".folder__drop");
  for (const [name, isOver] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("is-over", isOver);
    });
  }
  drop.addEventListener("drop", async (event) => choose(await dropped(event.dataTransfer.items)));
  form.addEventListener("change", (event) => {
    if (event.target === ordered || ["suite", "languages", "practice", "pictures_per_prompt"].includes(event.target.name)) match();
    if (event.target === zip && zip.files.length) { // a zip instead
      files = new Map();
      matched = null;
      table.replaceChildren();
    }
  });

  // Before htmx and the upload in parts, which would send the zip.
  document.addEventListener("submit", (event) => {
    if (event.target !== form || !files.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (matched?.is_complete) submit();
    else table.scrollIntoView({ block: "nearest" });
  }, true);
})();
