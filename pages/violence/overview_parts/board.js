// Board mode: arrow keys, Page Up and Down, Space, Home and End, and two buttons go from screen to screen; the address keeps the
// screen's number. Esc is the leave button's own shortcut.
(() => {
  const screens = () => [...document.querySelectorAll('.st-key-board > [class*="st-key-screen_"], .st-key-board > * > [class*="st-key-screen_"]')];
  const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
  const here = all => {
    const tops = all.map(each => Math.abs(each.getBoundingClientRect().top));
    return tops.indexOf(Math.min(...tops));
  };
  const go = event => {
    const all = screens();
    if (!all.length || event.ctrlKey || event.altKey || event.metaKey) return;
    const last = all.length - 1;
    const to = event.key === "Home" ? 0 : event.key === "End" ? last : event.key in steps ? here(all) + steps[event.key] : null;
    if (to === null) return;
    event.preventDefault();
    show(all, to);
  };
  const show = (all, to) => all[Math.max(0, Math.min(all.length - 1, to))].scrollIntoView({ block: "start" });
  const step = event => {
    const by = event.target.closest?.(".board_steps button")?.dataset.step;
    const all = screens();
    if (by && all.length) show(all, here(all) + Number(by));
  };
  const keep = () => {
    const all = screens();
    if (!all.length) return;
    const address = new URL(location.href);
    address.searchParams.set("screen", String(here(all) + 1));
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  };
  // A chart keeps the width of the screen it was drawn on; paper is narrower.
  const fit = () => {
    const chart = document.querySelector('.st-key-board .js-plotly-plot');
    if (!chart) return;
    const paper = Math.min(1010 / chart.clientWidth, 470 / chart.clientHeight);
    document.documentElement.style.setProperty("--paper", String(paper));
  };
  if (!window.boardKeys) {
    window.boardKeys = true;
    addEventListener("keydown", go, true);
    addEventListener("click", step);
    addEventListener("scrollend", keep, true);
    addEventListener("beforeprint", fit);
    new ResizeObserver(fit).observe(document.body);
  }
  const asked = Number(new URL(location.href).searchParams.get("screen"));
  if (asked > 1 && screens().length) show(screens(), asked - 1);
  let tries = 0;
  const wait = setInterval(() => { fit(); if (++tries > 40) clearInterval(wait); }, 250);
})();
