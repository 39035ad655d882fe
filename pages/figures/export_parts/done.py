"""A pack that was made: what it holds, what is not in it, and the buttons that hand it over."""

import mimetypes
from collections.abc import Callable
from functools import partial

import streamlit as st

from analysis.exports.pack import MANIFEST, Pack
from analysis.words.in_plain_words import InPlainWords
from pages.figures.export_parts import making
from pages.shared import work
from pages.shared.figure_frame import plain

MADE = "export_made"


def wait() -> None:
    """Wait for a pack under way, where its button stands."""
    try:
        made: Pack | None = work.result(making.NAME)
    except InPlainWords as problem:
        st.warning(plain(str(problem)))
        return
    if made is not None:
        st.session_state[MADE] = made


def forget() -> None:
    """Let go of the last pack: another is made."""
    st.session_state.pop(MADE, None)


def show() -> None:
    """The last pack of this session; nothing before it."""
    made: Pack | None = st.session_state.get(MADE)
    if made is None:
        return
    st.markdown("## 4 Take them along")
    st.markdown(plain(f"{made.order.title}. {made.sentence()}"))
    if made.left_out:
        st.markdown("\n".join(f"- {plain(line)}" for line in made.left_out))
    name = made.order.name
    with st.container(horizontal=True, key="export_files", gap="small"):
        _button("Everything (ZIP)", f"{name}.zip", made.zipped, primary=True)
        for path, content in made.files.items():
            if "/" not in path and path != MANIFEST:
                _button(path, path, partial(bytes, content))


def _button(label: str, name: str, content: Callable[[], bytes], *, primary: bool = False) -> None:
    st.download_button(
        plain(label),
        data=content,
        file_name=name,
        mime=mimetypes.guess_type(name)[0] or "application/octet-stream",
        key=f"export_take_{name}",
        type="primary" if primary else "secondary",
        on_click="ignore",
    )
