// Sends a bundle to the site's object store, part by part, and goes on after a lost connection. The site admits the
// upload, signs an address for each part, and makes the submission. Without this file the form sends the bundle to the
// site.
"use strict";

(() => {
  const AT_ONCE = 3;
  const ZIP_BEGINS = [0x50, 0x4b]; // "PK"

  class Upload extends Transfer {
    constructor(form, file) {
      super(form.querySelector(".upload progress"), form.querySelector(".upload__label"));
      this.form = form;
      this.file = file;
      this.total = file.size;
    }

    async run() {
      await this.checkZip();
      const begun = await this.patiently(() => this.ask(this.form.dataset.direct, this.announcement()));
      this.partBytes = begun.part_bytes;
      const received = new Set(begun.received);
      const waiting = [];
      for (let number = 1; (number - 1) * this.partBytes < this.file.size; number++) {
        if (received.has(number)) this.sent.set(number, this.slice(number).size);
        else waiting.push(number);
      }
      this.show();
      await this.sendAll(waiting, AT_ONCE, (number) => this.sendPart(begun.part, number));
      this.label.textContent = this.label.dataset.done;
      const { page } = await this.patiently(() => this.ask(begun.complete, {}));
      location.assign(page);
    }

    async checkZip() {
      const head = new Uint8Array(await this.read(this.file.slice(0, ZIP_BEGINS.length)));
      if (!ZIP_BEGINS.every((byte, at) => head[at] === byte)) throw new Refused([this.label.dataset.noZip]);
    }

    announcement() {
      const fields = new FormData(this.form);
      fields.delete("file");
      fields.set("file_name", this.file.name);
      fields.set("byte_size", this.file.size);
      fields.set("fingerprint", `${this.file.lastModified}`);
      return fields;
    }

    slice(number) {
      return this.file.slice((number - 1) * this.partBytes, number * this.partBytes);
    }

    async read(blob) {
      try {
        return await blob.arrayBuffer();
      } catch {
        throw new Refused([this.label.dataset.changed]);
      }
    }

    // Ask the site; fields are a FormData or an object.
    async ask(address, fields) {
      const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
      const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
      const reply = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
      const isJson = reply.headers.get("Content-Type")?.startsWith("application/json");
      if (reply.ok && isJson) return reply.json();
      // Once the upload has begun, a store that is away (507) is waited for, too.
      if (reply.status >= 500 && (this.partBytes || !isJson)) throw new Error(`the site answers ${reply.status}`);
      if (!isJson) throw new Refused([this.label.dataset.signIn]);
      throw new Refused((await reply.json()).faults);
    }

    async sendPart(address, number) {
      const body = await this.read(this.slice(number));
      const { url } = await this.ask(address, { number });
      await this.put(url, {}, new Blob([body]), number, (request) => {
        if (request.status !== 200) throw new Error(`part ${number} was not taken`);
      });
    }
  }

  async function submit(form) {
    const [box, fault, button] = [".upload", ".upload__fault", "button[type=submit]"].map((s) => form.querySelector(s));
    fault.hidden = true;
    box.hidden = false;
    button.disabled = true;
    try {
      await new Upload(form, form.elements.file.files[0]).run();
    } catch (error) {
      Refused.tell(fault, error, box.querySelector(".upload__label").dataset.failed);
      box.hidden = true;
      button.disabled = false;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id !== "bundle-form" || !form.dataset.direct || !form.elements.file.files.length) return;
    event.preventDefault();
    submit(form);
  });
})();
