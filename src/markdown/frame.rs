//! Code in its frame: what it is, and the code.

use super::Highlighter;
use super::escape::escape;

/// Code in its frame: what it is, and the code. Error text wraps, code scrolls; the script adds the button that copies.
pub fn code_frame(
    caption: &str,
    code: &str,
    language: &str,
    error: bool,
    highlighter: &Highlighter,
) -> String {
    let caption = escape(caption);
    // What a program said is a sample of its output.
    let element = if error { "samp" } else { "code" };
    // The error is what the reader compares with the screen, where it has one colour.
    let language = if error { "" } else { language };
    let html = highlighter.highlight(language, code.trim_end_matches('\n'));
    format!("<figure><figcaption>{caption}</figcaption><pre><{element}>{html}</{element}></pre></figure>\n")
}

/// A language by its name for people.
pub fn language_name(language: &str) -> String {
    let known = [
        ("py", "Python"),
        ("python", "Python"),
        ("ts", "TypeScript"),
        ("typescript", "TypeScript"),
        ("js", "JavaScript"),
        ("mjs", "JavaScript"),
        ("javascript", "JavaScript"),
        ("sh", "Shell"),
        ("bash", "Shell"),
        ("shell", "Shell"),
        ("console", "Shell"),
        ("json", "JSON"),
        ("yaml", "YAML"),
        ("yml", "YAML"),
        ("http", "HTTP"),
        ("go", "Go"),
        ("java", "Java"),
        ("rb", "Ruby"),
        ("ruby", "Ruby"),
        ("cs", "C#"),
        ("csharp", "C#"),
        ("rs", "Rust"),
        ("rust", "Rust"),
        ("toml", "TOML"),
        ("diff", "Diff"),
        ("ps1", "PowerShell"),
        ("powershell", "PowerShell"),
        ("text", "Text"),
        ("", "Text"),
    ];
    known
        .iter()
        .find(|(id, _)| *id == language)
        .map_or_else(|| language.to_string(), |(_, name)| (*name).to_string())
}
