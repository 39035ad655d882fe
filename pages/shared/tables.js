// A table wider than its box scrolls inside it, and the keyboard reaches it there. A click on a heading sorts by its column: numbers
// from the largest, words and days from the first, a second click the other way round; blanks stay last.
(() => {
  let waits = false;
  const reach = () => {
    waits = false;
    for (const box of document.querySelectorAll('[data-testid="stTable"] > div, .written > .scrolls')) {
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

  const said = cell => cell.dataset.order || cell.textContent.trim();
  const amount = cell => parseFloat(said(cell).replace("−", "-").replace(/[^0-9.+-]/g, ""));
  const sort = head => {
    const table = head.closest("table"), at = head.cellIndex, numbers = head.classList.contains("number");
    const standing = head.getAttribute("aria-sort") || (numbers ? "ascending" : "descending");
    const next = standing === "ascending" ? "descending" : "ascending", way = next === "ascending" ? 1 : -1;
    const blank = row => numbers ? isNaN(amount(row.cells[at])) : !said(row.cells[at]);
    const apart = (one, other) => numbers
      ? amount(one.cells[at]) - amount(other.cells[at])
      : said(one.cells[at]).localeCompare(said(other.cells[at]), "en-GB", {numeric: true});
    const rows = [...table.tBodies[0].rows];
    rows.sort((one, other) => blank(one) - blank(other) || (blank(one) ? 0 : way * apart(one, other)));
    table.tBodies[0].append(...rows);
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", next);
  };
  addEventListener("click", event => {
    const button = event.target.closest && event.target.closest(".written button.sorts");
    if (button) sort(button.closest("th"));
  });
})();
