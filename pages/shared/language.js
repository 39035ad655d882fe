// Dates are those of the United Kingdom whatever language the browser speaks: in its calendar the week begins on Monday.
(() => {
  for (const [name, value] of [["language", "en-GB"], ["languages", ["en-GB", "en"]]]) {
    try { Object.defineProperty(Navigator.prototype, name, { get: () => value, configurable: true }); } catch { /* as the browser has it */ }
  }
})();
