//! Names of records.

pub use crate::source::is_slug;

/// A name that every file system can carry, made of any text.
pub fn slugify(text: &str) -> String {
    let mut slug = String::new();
    for sign in text.chars() {
        if sign.is_ascii_alphanumeric() {
            slug.push(sign.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let end = slug.char_indices().nth(60).map_or(slug.len(), |(at, _)| slug[..at].rfind('-').unwrap_or(at));
    let slug = slug[..end].trim_matches('-').to_string();
    if is_slug(&slug) { slug } else { format!("error-{slug}").trim_matches('-').to_string() }
}

#[cfg(test)]
mod tests {
    use super::slugify;

    #[test]
    fn any_text_becomes_a_name() {
        for (text, slug) in [
            ("[BUG] 403 on login!", "bug-403-on-login"),
            ("../../etc/passwd", "etc-passwd"),
            ("CON", "error-con"),
            ("字", "error"),
            ("", "error"),
        ] {
            assert_eq!(slugify(text), slug);
        }
        assert!(slugify(&"word ".repeat(50)).len() <= 60);
    }
}
