// What sending a folder and sending a zip have in common: refusals, patience, several transfers at once, and amounts.
"use strict";

// A refusal by the site: its messages are for the author, and trying again does not help.
class Refused extends Error {
  constructor(faults) {
    super(faults.join("\n"));
    this.faults = faults;
  }

  // Shows an error in the form: the site's messages, or that the transfer failed.
  static tell(place, error, failed) {
    const faults = error instanceof Refused ? error.faults : [failed];
    place.replaceChildren(...faults.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    place.hidden = false;
  }
}

// Bytes under way. `there`: those that need not be sent; `total`: all.
class Transfer {
  static LONGEST_WAIT_MS = 30_000;

  constructor(bar, label) {
    this.bar = bar;
    this.label = label;
    this.sent = new Map(); // bytes by part or picture
    this.failing = new Set(); // what did not succeed at its last try
    this.there = 0;
    this.total = 0;
  }

  // Sends what the list holds, several at once, and empties it; after a failure no others are begun.
  async sendAll(waiting, atOnce, send) {
    const sendSome = async () => {
      try {
        while (waiting.length) {
          const next = waiting.shift();
          await this.patiently(() => send(next));
        }
      } catch (error) {
        waiting.length = 0; // the others end after theirs
        throw error;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, sendSome));
  }

  // PUTs a body whose progress is shown. `check` gets the ended request, and throws if it was not taken.
  put(address, headers, body, key, check) {
    return new Promise((resolve, reject) => {
      const failed = (error) => {
        this.sent.delete(key);
        reject(error);
      };
      const request = new XMLHttpRequest(); // fetch tells no progress
      request.open("PUT", address);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => {
        this.sent.set(key, event.loaded);
        this.show();
      };
      request.onerror = () => failed(new Error("the connection broke"));
      request.onload = () => {
        try {
          check(request);
        } catch (error) {
          failed(error);
          return;
        }
        this.sent.set(key, body.size);
        this.show();
        resolve();
      };
      request.send(body);
    });
  }

  // Until it succeeds or is refused; waits longer from time to time, and less when the connection comes back.
  async patiently(action) {
    try {
      for (let wait = 1000; ; wait = Math.min(wait * 2, Transfer.LONGEST_WAIT_MS)) {
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
    const sent = this.there + [...this.sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    this.bar.value = this.total ? Math.min(1, sent / this.total) : 0;
    const amount = `${number.format(sent / 2 ** 20)} / ${number.format(this.total / 2 ** 20)} MiB`;
    this.label.textContent = this.failing.size ? `${amount} · ${this.label.dataset.waiting}` : amount;
  }
}
