//! A bound on the work of a site's own templates: nested loops over long lists would otherwise never end.

use std::cell::Cell;
use std::fmt::Write as _;

use tera::{Error, Kwargs, State, Tera, TeraResult};

/// Rounds of loops and uses of components in one page. The longest page of a large base has some ten thousand.
const MOST: u32 = 2_000_000;
/// What the templates call in each of them.
const NAME: &str = "__step";

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(MOST) };
}

/// The next page that this thread renders has all steps.
pub fn begin() {
    LEFT.set(MOST);
}

pub fn register(tera: &mut Tera) {
    tera.register_function(NAME, |_: Kwargs, _: &State| step());
}

fn step() -> TeraResult<bool> {
    let left = LEFT.get().checked_sub(1);
    LEFT.set(
        left.ok_or_else(|| Error::message(format!("the loops of this page take more than {MOST} rounds")))?,
    );
    Ok(true)
}

/// The template with a step at the beginning of each loop and component. No line moves, so errors keep their place.
pub fn counted(template: &str) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    let mut raw = false;
    while let Some(at) = rest.find("{%") {
        let tag = &rest[at..];
        let end = at + tag_end(tag);
        out.push_str(&rest[..end]);
        let inside = tag[2..end - at].trim_start_matches('-').trim_start();
        let word = inside.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
        raw = word == "raw" || raw && word != "endraw";
        if !raw && matches!(word, "for" | "component") {
            let trim = if rest[..end].ends_with("-%}") { "-" } else { "" };
            let _ = write!(out, "{{%{trim} set __steps = {NAME}() {trim}%}}");
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// After the end of the tag that begins here; `%}` within quotes does not end it.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match quote {
            Some(open) => quote = (c != open).then_some(open),
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if tag[at..].starts_with("%}") => return at + 2,
            None => {}
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::{begin, counted, register};
    use tera::{Context, Tera};

    fn render(template: &str) -> Result<String, String> {
        let mut tera = Tera::new();
        register(&mut tera);
        begin();
        tera.add_raw_template("page.html", &counted(template)).map_err(|error| error.to_string())?;
        tera.render("page.html", &Context::new()).map_err(|error| format!("{error:?}"))
    }

    #[test]
    fn counting_changes_nothing_that_is_shown() {
        for (template, shown) in [
            ("a {% for n in [1, 2] %} {{ n }} {% endfor %} b", "a  1  2  b"),
            ("a {%- for n in [1, 2] -%} {{ n }} {%- endfor -%} b", "a12b"),
            ("{% for n in ['%}'] %}{{ n }}{% endfor %}", "%}"),
            ("{% raw %}{% for n in x %}{% endraw %}", "{% for n in x %}"),
        ] {
            assert_eq!(render(template).as_deref(), Ok(shown), "{template}");
        }
    }

    #[test]
    fn loops_that_would_never_end_are_an_error() {
        let open = "{% for n in range(end=5000) %}".repeat(4);
        let close = "{% endfor %}".repeat(4);
        let error = render(&format!("{open}{close}")).expect_err("it has a bound");
        assert!(error.contains("rounds"), "{error}");
        let component = "{% component twice() %}{{ <twice /> }}{{ <twice /> }}{{ <twice /> }}{{ <twice /> }}{% endcomponent twice %}{{ <twice /> }}";
        assert!(render(component).is_err());
    }
}
