// "Copy link" puts the address on the clipboard. Over plain HTTP a browser hands out its clipboard only to a selection.
(() => {
  const selected = text => {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("The browser refused to copy.");
  };
  const copy = async text => {
    if (navigator.clipboard && isSecureContext) {
      try { return await navigator.clipboard.writeText(text); } catch { /* refused by the browser's settings: another way below */ }
    }
    selected(text);
  };
  addEventListener("click", async event => {
    const button = event.target.closest && event.target.closest("button.copy_link");
    if (!button) return;
    let said = "Link copied";
    try { await copy(location.href); } catch { said = "Copy it from the address bar"; }
    button.textContent = said;
    setTimeout(() => { button.textContent = "Copy link"; }, 2500);
    button.focus();
  });
})();
