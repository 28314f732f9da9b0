//! Where a word, or a part of a name, begins and ends. Port: static/js/pattern.js.

use super::normalize::{Gap, Glyph, HUMP, is_word};

pub(super) fn opens(glyphs: &[Glyph], start: usize) -> bool {
    start == 0
        || glyphs[start].gap != Gap::None
        || !is_word(glyphs[start].sign)
        || !is_word(glyphs[start - 1].sign)
}

/// Whether a part of a name begins or ends there: `langchain_anthropic`, `ChatAnthropic`.
pub(super) fn is_edge(glyphs: &[Glyph], at: usize) -> bool {
    glyphs[at - 1].sign == '_' || glyphs[at].sign == '_' || glyphs[at].seen & HUMP != 0
}

pub(super) fn closes(glyphs: &[Glyph], end: usize) -> bool {
    end >= glyphs.len()
        || glyphs[end].gap != Gap::None
        || !is_word(glyphs[end].sign)
        || !is_word(glyphs[end - 1].sign)
}
