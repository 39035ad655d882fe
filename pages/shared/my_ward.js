// "My ward": a reader may begin with the page and the wards they look at. The choice stays in their own browser; the bare address
// then opens with it.
(() => {
  const KEY = "my_ward", MINE = "Begin with the overview again", OTHER = "Begin here next time";
  const here = () => {
    const wards = new URLSearchParams(location.search).getAll("ward").map(ward => ["ward", ward]);
    return `${location.pathname}?${new URLSearchParams(wards)}`;
  };
  const kept = () => { try { return localStorage.getItem(KEY) || ""; } catch { return ""; } };
  if (location.pathname === "/" && !location.search && /^\/[a-z]+\?ward=/.test(kept())) history.replaceState(null, "", kept());
  const label = () => {
    for (const button of document.querySelectorAll("button.my_ward")) button.textContent = kept() === here() ? MINE : OTHER;
  };
  addEventListener("click", event => {
    const button = event.target.closest && event.target.closest("button.my_ward");
    if (!button) return;
    try {
      if (kept() === here()) localStorage.removeItem(KEY); else localStorage.setItem(KEY, here());
      label();
    } catch { button.textContent = "This browser keeps nothing"; }
  });
  const brings = node => node.querySelector && (node.matches("button.my_ward") || node.querySelector("button.my_ward"));
  new MutationObserver(changes => {
    if (changes.some(one => [...one.addedNodes].some(brings))) label();
  }).observe(document, {childList: true, subtree: true});
})();
