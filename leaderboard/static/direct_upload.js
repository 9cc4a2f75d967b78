// Sends a bundle to the site's object store, part by part, and goes on after a lost connection. The site admits the
// upload, signs an address for each part, and makes the submission. Without this file the form sends the bundle to the
// site.
"use strict";

(() => {
  const AT_ONCE = 3;
  const LONGEST_WAIT_MS = 30_000;
  const ZIP_BEGINS = [0x50, 0x4b]; // "PK"

  // A refusal by the site: its messages are for the author, and trying again does not help.
  class Refused extends Error {
    constructor(faults) {
      super(faults.join("\n"));
      this.faults = faults;
    }
  }

  class Upload {
    constructor(form, file) {
      this.form = form;
      this.file = file;
      this.bar = form.querySelector(".upload progress");
      this.label = form.querySelector(".upload__label");
      this.sent = new Map(); // bytes by part
      this.failing = new Set(); // what did not succeed at its last try
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
      const send = async () => {
        try {
          while (waiting.length) {
            const number = waiting.shift();
            await this.patiently(() => this.sendPart(begun.part, number));
          }
        } catch (error) {
          waiting.length = 0; // the others end after their part
          throw error;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, send));
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
      await new Promise((resolve, reject) => {
        const request = new XMLHttpRequest(); // fetch tells no progress
        request.open("PUT", url);
        request.upload.onprogress = (event) => {
          this.sent.set(number, event.loaded);
          this.show();
        };
        const failed = () => {
          this.sent.delete(number);
          reject(new Error(`part ${number} was not taken`));
        };
        request.onerror = failed;
        request.onload = () => (request.status === 200 ? resolve() : failed());
        request.send(body);
      });
      this.sent.set(number, body.byteLength);
      this.show();
    }

    // Until it succeeds or is refused; waits longer from time to time, and less when the connection comes back.
    async patiently(action) {
      try {
        for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
          try {
            return await action();
          } catch (error) {
            if (error instanceof Refused) throw error;
          }
          this.failing.add(action);
          this.show();
          await new Promise((resolve) => {
            const timer = setTimeout(resolve, wait);
            addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
          });
        }
      } finally {
        this.failing.delete(action);
      }
    }

    show() {
      const sent = [...this.sent.values()].reduce((sum, bytes) => sum + bytes, 0);
      const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
      this.bar.value = Math.min(1, sent / this.file.size);
      const amount = `${number.format(sent / 2 ** 20)} / ${number.format(this.file.size / 2 ** 20)} MiB`;
      this.label.textContent = this.failing.size ? `${amount} · ${this.label.dataset.waiting}` : amount;
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
      const faults = error instanceof Refused ? error.faults : [box.querySelector(".upload__label").dataset.failed];
      fault.replaceChildren(...faults.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
      fault.hidden = false;
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
