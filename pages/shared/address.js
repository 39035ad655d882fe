// Streamlit's front end asks for the server at the page's own path first, and fails there; told the address, it asks at once.
window.__streamlit = {BACKEND_BASE_URL: location.origin + "/", MAIN_PAGE_BASE_URL: location.origin + "/"};

// One step of the reader is one step of the Back button. Streamlit replaces the address when a filter changes, so that Back would
// leave the dashboard, and adds two entries when a page is opened, so that Back would need two presses.
(() => {
  const add = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let acted = false;
  for (const act of ["pointerdown", "keydown"]) addEventListener(act, () => { acted = true; }, true);
  addEventListener("popstate", () => { acted = false; }, true);
  history.pushState = (state, title, address) => {
    const step = acted ? add : replace;
    acted = false;
    step(state, title, address);
  };
  history.replaceState = (state, title, address) => {
    const elsewhere = address && new URL(address, location.href).search !== location.search;
    if (elsewhere) history.pushState(state, title, address);
    else replace(state, title, address);
  };
})();
