// Maps and small pictures take their colours where they are made, on the server. When a reader changes the theme, or the device does at
// dusk, the page is asked for again, as by the R key; else dark ground would lie under a light page until the next click. The key does
// nothing while the page is being drawn: a change that comes then waits for the end of it.
(() => {
  const key = type => document.dispatchEvent(new KeyboardEvent(type, {key: "r", code: "KeyR", keyCode: 82, which: 82, bubbles: true}));
  let waits = false;
  const ask = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (app?.dataset.testScriptState !== "notRunning") { setTimeout(ask, 100); return; }
    waits = false;
    key("keydown");
    key("keyup");
  };
  const begin = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) { setTimeout(begin, 200); return; }
    let shown = getComputedStyle(app).colorScheme;
    new MutationObserver(() => {
      const now = getComputedStyle(app).colorScheme;
      if (now === shown) return;
      shown = now;
      if (!waits) { waits = true; setTimeout(ask); }
    }).observe(app, {attributes: true, attributeFilter: ["class"]});
  };
  begin();
})();
