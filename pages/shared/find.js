// The search box in the header, and before it a way past the menu. It asks for the names of the release once, when it is first used, and searches them here: pages
// neither send them nor run for a letter that is typed.
(() => {
  const MOST = 8;
  let known = null, shown = [], at = 0;
  const fold = text => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
  const rank = (one, typed) => {
    const name = fold(one.name);
    if (one.keys.some(key => fold(key) === typed)) return 0;
    if (name.startsWith(typed)) return 1;
    if (name.split(/[^a-z0-9]+/).some(word => word.startsWith(typed))) return 2;
    return name.includes(typed) ? 3 : 9;
  };
  // What fits, best first; what fits alike stays in the order of the list, which begins with what is asked for most.
  const matches = (every, text) => {
    const typed = fold(text);
    if (!typed) return [];
    return every.map((one, place) => [rank(one, typed), place, one]).filter(each => each[0] < 9)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, MOST).map(each => each[2]);
  };
  window.findMatches = matches;
  const part = name => document.getElementById(`find_${name}`);
  const load = async () => {
    if (known) return;
    const answer = await fetch("/find.json");
    known = answer.ok ? await answer.json() : [];
  };
  const close = () => {
    shown = [];
    const list = part("list");
    if (list) list.hidden = true;
    part("box")?.setAttribute("aria-expanded", "false");
    part("box")?.removeAttribute("aria-activedescendant");
  };
  const draw = () => {
    const list = part("list"), box = part("box");
    list.replaceChildren(...shown.map((one, place) => {
      const line = document.createElement("li");
      line.id = `find_${place}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(place === at));
      const kind = document.createElement("span");
      kind.textContent = one.kind;
      line.append(one.name, kind);
      line.addEventListener("mousedown", event => { event.preventDefault(); go(one); });
      return line;
    }));
    list.hidden = !shown.length;
    box.setAttribute("aria-expanded", String(!!shown.length));
    if (shown.length) box.setAttribute("aria-activedescendant", `find_${at}`);
    part("said").textContent = !box.value.trim() ? "" : shown.length ? `${shown.length} found` : "Nothing is called that";
  };
  // As a step of the Back button, so that the session, and what is put aside in it, stays.
  const go = one => {
    const box = part("box");
    box.value = "";
    close();
    part("said").textContent = "";
    box.blur();
    history.pushState(null, "", `/${one.address}`);
    dispatchEvent(new PopStateEvent("popstate", {state: null}));
  };
  // The box stands beside Streamlit's own page, and takes the theme of it.
  const themed = () => {
    const app = document.querySelector(".stApp");
    if (!app) { setTimeout(themed, 200); return; }
    part("box").form.style.colorScheme = getComputedStyle(app).colorScheme;
  };
  const search = async () => {
    await load();
    const box = part("box");
    shown = matches(known, box.value);
    at = 0;
    draw();
  };
  const keys = async event => {
    if (event.key === "Escape") { event.target.value = ""; close(); return; }
    if (event.key === "Enter") { event.preventDefault(); await search(); if (shown.length) go(shown[at]); return; }
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!step || !shown.length) return;
    event.preventDefault();
    at = (at + step + shown.length) % shown.length;
    draw();
  };
  addEventListener("DOMContentLoaded", () => {
    const place = document.createElement("form");
    place.id = "find";
    place.setAttribute("role", "search");
    place.innerHTML = '<button type="button" id="skip">Skip to the page</button><input id="find_box" type="search" role="combobox" autocomplete="off" spellcheck="false" aria-label="Find a figure, ward, project or definition" '
      + 'aria-controls="find_list" aria-expanded="false" aria-autocomplete="list" placeholder="Find ( / )">'
      + '<ul id="find_list" role="listbox" aria-label="Found" hidden></ul><p id="find_said" role="status"></p>';
    document.body.prepend(place);
    place.addEventListener("submit", event => event.preventDefault());
    document.getElementById("skip").addEventListener("click", () => {
      // The menu stands inside Streamlit's main part; the page itself is the block below it.
      const main = document.querySelector('[data-testid="stMainBlockContainer"]');
      main.tabIndex = -1;
      main.focus();
    });
    const box = part("box");
    box.addEventListener("focus", () => { themed(); load(); });
    box.addEventListener("input", search);
    box.addEventListener("keydown", keys);
    box.addEventListener("blur", close);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(themed, 300));
    themed();
  });
  // "/" goes to the box from anywhere but a field.
  addEventListener("keydown", event => {
    const field = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || field || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    part("box")?.focus();
  });
})();
