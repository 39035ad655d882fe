// A table wider than the screen scrolls inside itself. Streamlit lets the keyboard reach it only where a width in pixels is set.
(() => {
  let waits = false;
  const reach = () => {
    waits = false;
    for (const box of document.querySelectorAll('[data-testid="stTable"] > div')) {
      if (box.tabIndex === 0 || box.scrollWidth <= box.clientWidth) continue;
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Table that scrolls sideways");
    }
  };
  const soon = () => {
    if (!waits) setTimeout(reach, 200);
    waits = true;
  };
  new MutationObserver(soon).observe(document, {childList: true, subtree: true});
  addEventListener("resize", soon);
})();
