//! Answers of bounded size: an agent pays for each word of them.

/// Six hundred tokens, at the three characters that a token of technical English has at least.
pub(super) const LONGEST: usize = 1800;

/// A text of at most so many bytes. What is cut off ends with a whole line and says so.
pub(super) fn cut(text: &str, most: usize) -> String {
    const MORE: &str = "\n[cut: ask for one section, or read the resource]";
    if text.len() <= most {
        return text.to_string();
    }
    let mut end = most.saturating_sub(MORE.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let kept = &text[..end];
    let line = kept.rfind('\n').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}{MORE}", &kept[..line])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_ends_with_a_whole_line() {
        let text = "a line of ümlauts\n".repeat(200);
        let short = cut(&text, 500);
        assert!(short.len() <= 500 && short.contains("ümlauts\n[cut: "), "{short}");
        assert_eq!(cut("short", 500), "short");
        assert!(cut(&"ü".repeat(1000), 500).len() <= 500);
    }
}
