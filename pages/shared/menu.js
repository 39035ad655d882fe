// On a phone the menu lies over the page: a choice closes it. Streamlit leaves it open.
addEventListener("click", event => {
  if (!event.target.closest || !event.target.closest('[data-testid="stSidebarNavLink"]')) return;
  setTimeout(() => {
    const close = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
    if (close) close.click();
  });
});
