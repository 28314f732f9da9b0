//! What the server answers: a page of the site with the live script in it, or what keeps it from being shown.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Tell;
use super::http::{Response, kind};
use super::shown::Shown;
use crate::pages::prepare;
use crate::route::Page;

/// Where the pages listen for changes; no page of a site begins like this.
pub const EVENTS: &str = "_errbook/events";
const SCRIPT: &str = "_errbook/live.js";

pub fn to(path: &str, shown: &Shown, tell: Tell) -> Response {
    if path == SCRIPT {
        return Response { status: 200, kind: kind(SCRIPT), body: include_bytes!("live.js").to_vec() };
    }
    let path =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_string() };
    match shown.find(&path) {
        Some(page) => rendered(page, &path, 200, shown, tell),
        None => rendered(Page::NotFound, "404.html", 404, shown, tell),
    }
}

fn rendered(page: Page, path: &str, status: u16, shown: &Shown, tell: Tell) -> Response {
    let Some(setting) = shown.setting() else { return trouble(&shown.trouble(), shown) };
    // Pages are made for content without errors; while it has some, a page may ask for what is not there. That must
    // cost the writer this page only, and only until the mistake is mended.
    let made = catch_unwind(AssertUnwindSafe(|| prepare(page, &setting).render()));
    match made {
        Ok(Ok(bytes)) if kind(path).starts_with("text/html") => {
            Response { status, kind: kind(path), body: with_script(bytes, shown) }
        }
        Ok(Ok(body)) => Response { status, kind: kind(path), body },
        Ok(Err(error)) => {
            let text = format!("error: cannot show {path}: {error:#}");
            tell(&text);
            trouble(&text, shown)
        }
        Err(_) => trouble(
            &format!("{path} cannot be shown as long as this is wrong:\n\n{}", shown.trouble()),
            shown,
        ),
    }
}

/// The event that tells a page what is shown now.
pub fn event(shown: &Shown) -> String {
    let data = serde_json::json!({
        "version": shown.version,
        "trouble": shown.trouble(),
        "checked": shown.is_checked(),
    });
    format!("event: shown\ndata: {data}\n\n")
}

fn with_script(mut html: Vec<u8>, shown: &Shown) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    let at = html.windows(END.len()).rposition(|part| part == END).unwrap_or(html.len());
    html.splice(at..at, script(shown).into_bytes());
    html
}

fn script(shown: &Shown) -> String {
    format!("<script src=\"/{SCRIPT}\" data-version=\"{}\" defer></script>\n", shown.version)
}

/// A page that is no page of the site: it says what is wrong and goes away with it.
fn trouble(text: &str, shown: &Shown) -> Response {
    let body = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>This page cannot be shown</title>\n</head>\n<body>\n<h1>This page cannot be shown</h1>\n<pre>{}</pre>\n{}</body>\n</html>\n",
        text.replace('&', "&amp;").replace('<', "&lt;"),
        script(shown)
    );
    Response { status: 500, kind: kind("trouble.html"), body: body.into_bytes() }
}
