// The search runs in a worker, and browsers start none for pages opened from a disk. There, and only there,
// a hidden frame does the worker's job.
(() => {
  "use strict";
  if (location.protocol !== "file:") return;

  class FrameWorker extends EventTarget {
    constructor(url) {
      super();
      const address = new URL(url, location.href).href;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "search";
      document.body.appendChild(this.frame);
      const inside = this.frame.contentWindow;
      inside.document.open();
      inside.document.write("<!doctype html><html lang='en'><title>search</title><body></body></html>");
      inside.document.close();
      inside.postMessage = (data) => parent.postMessage(data, "*");
      inside.importScripts = (...files) =>
        files.reduce((before, file) => before.then(() => load(inside.document, file)), Promise.resolve());
      window.addEventListener("message", (event) => {
        if (event.source !== inside && event.source !== window) return;
        if (event.data === null || typeof event.data !== "object" || !("type" in event.data)) return;
        this.dispatchEvent(new MessageEvent("message", { data: event.data }));
      });
      this.ready = load(inside.document, address);
    }

    postMessage(data) {
      this.ready.then(() =>
        this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) }))
      );
    }

    terminate() {
      this.frame.remove();
    }
  }

  function load(where, address) {
    return new Promise((done, failed) => {
      const script = where.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = failed;
      where.body.appendChild(script);
    });
  }

  window.Worker = FrameWorker;
})();
