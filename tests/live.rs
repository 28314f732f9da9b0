//! `errbook serve` with a real browser: the open page follows the writer.

mod browser;
mod small;

use std::thread;
use std::time::{Duration, Instant};

use browser::page::Page;
use browser::{Browser, DESKTOP};
use small::server::{PATIENCE, Server};
use small::{Small, record, record_path};

/// A record with samples in two languages, and more lines than fit on a screen.
fn long_record(small: &Small, summary: &str) {
    let code = "code-samples:\n  a.py: { purpose: fix, title: In Python }\n  b.ts: { purpose: fix, title: In TypeScript }\n";
    let text = record(0, summary).replace("created:", &format!("{code}created:"));
    let steps = "1. Wait for the water.\n".repeat(200);
    small.put("content/records/tea/error-0/a.py", "heat(\"water\")\n");
    small.put("content/records/tea/error-0/b.ts", "heat(\"water\");\n");
    small.put(
        &record_path(0),
        &format!("{text}\n## Step by step\n{steps}\n## Code\n{{{{ code a.py b.ts }}}}\n"),
    );
}

/// Waits until an expression is true in the page, which may be another page by then; says how long it took.
fn wait_for(page: &Page<'_>, expression: &str) -> Duration {
    let (start, loaded) = (Instant::now(), format!("document.readyState === 'complete' && ({expression})"));
    loop {
        if page.try_evaluate(&loaded).is_ok_and(|value| value == true) {
            page.rest();
            return start.elapsed();
        }
        assert!(start.elapsed() < PATIENCE, "never true: {expression}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_open_page_follows_each_save_and_stays_where_it_was() {
    let Some(browser) = Browser::start() else { return };
    let small = Small::new(1);
    long_record(&small, "Water is too cold.");
    let server = Server::start(&small);
    let page = browser.open(&format!("http://127.0.0.1:{}/tea/error-0.html", server.port), DESKTOP);
    assert_eq!(page.evaluate("document.querySelectorAll('input[type=radio]').length"), 2);
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)");
    page.evaluate("document.querySelectorAll('input[type=radio]')[1].click(), scrollTo(0, 700)");
    assert_eq!(page.evaluate("scrollY"), 700);

    long_record(&small, "Water is too hot.");
    wait_for(&page, "document.body.innerText.includes('Water is too hot.')");
    wait_for(&page, "scrollY === 700");
    assert_eq!(page.evaluate("document.querySelectorAll('input[type=radio]')[1].checked"), true);
    assert_eq!(page.evaluate("document.getElementById('errbook-live') === null"), true);

    small.put(&record_path(0), &record(0, "Water.").replace("status: 400", "status: tepid"));
    wait_for(&page, "document.getElementById('errbook-live') !== null");
    let overlay = page.evaluate("document.querySelector('#errbook-live pre').textContent");
    let overlay = overlay.as_str().expect("it is text");
    let heard = server.hear(overlay.lines().last().expect("it says something"));
    assert!(overlay.contains("status: tepid"), "{overlay}");
    assert!(overlay.lines().all(|line| heard.contains(line)), "{overlay}\n--- and the terminal:\n{heard}");
    let inside = "(() => { const box = document.getElementById('errbook-live').getBoundingClientRect();
        return box.height > 40 && box.bottom <= innerHeight + 1 && box.width >= innerWidth - 20; })()";
    assert_eq!(page.evaluate(inside), true, "the overlay lies over the foot of the page");

    long_record(&small, "Water is just right.");
    wait_for(&page, "document.getElementById('errbook-live') === null");
    wait_for(&page, "document.body.innerText.includes('Water is just right.')");
    assert_eq!(page.evaluate("document.getElementById('errbook-live') === null"), true);
    assert_eq!(page.violations(), Vec::<String>::new());
    let complaints: Vec<String> =
        page.complaints().into_iter().filter(|line| !line.contains("net::ERR_ABORTED")).collect();
    assert_eq!(complaints, Vec::<String>::new(), "a stream that ends with its page is all that may fail");
}
