// On a phone the menu lies over the page: a choice closes it. Streamlit leaves it open.
addEventListener("click", event => {
  if (!event.target.closest || !event.target.closest('[data-testid="stSidebarNavLink"]')) return;
  setTimeout(() => {
    const close = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
    if (close) close.click();
  });
});

// What a button opens lies at the end of the document: the keyboard goes into it, and back to the button when Escape closes it.
(() => {
  const body = node => node.matches?.('[data-testid="stPopoverBody"]') ? node : node.querySelector?.('[data-testid="stPopoverBody"]');
  new MutationObserver(changes => {
    const opened = changes.flatMap(one => [...one.addedNodes]).map(body).find(Boolean);
    const button = document.activeElement;
    if (!opened || !button.closest('[data-testid="stPopover"]')) return;
    opened.tabIndex = -1;
    opened.focus({preventScroll: true});
    opened.addEventListener("keydown", event => {
      if (event.key !== "Escape") return;
      setTimeout(() => {
        const now = document.activeElement;
        if (now === document.body || opened.contains(now)) button.focus();
      });
    });
  }).observe(document, {childList: true, subtree: true});
})();
