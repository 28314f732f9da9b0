//! One open page: what a reader does to it, and what it did on the way.

use super::{Browser, View};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Installed before anything of the page runs.
const WATCH: &str = include_str!("js/watch.js");

/// Two frames and a moment after the page has loaded.
const REST: &str = "new Promise(done => {
    const rest = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)));
    if (document.readyState === 'complete') rest(); else addEventListener('load', rest);
})";

pub struct Page<'b> {
    browser: &'b Browser,
    pub view: View,
    context: String,
    session: String,
}

/// One thing the page asked for.
#[derive(Debug, Default)]
pub struct Request {
    pub id: String,
    pub url: String,
    pub kind: String,
    pub status: u64,
    /// As they came over the wire, with headers.
    pub bytes: u64,
}

impl<'b> Page<'b> {
    pub(super) fn open(browser: &'b Browser, url: &str, view: View) -> Page<'b> {
        let ask = |session: Option<&str>, method: &str, params: &Value| {
            browser
                .pipe
                .borrow_mut()
                .ask(session, method, params)
                .unwrap_or_else(|why| panic!("{url}: {why}"))
        };
        let context = text(&ask(None, "Target.createBrowserContext", &json!({}))["browserContextId"]);
        let blank = json!({ "url": "about:blank", "browserContextId": context });
        let target = ask(None, "Target.createTarget", &blank)["targetId"].take();
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(&ask(None, "Target.attachToTarget", &attach)["sessionId"]);
        let page = Page { browser, view, context, session };
        for domain in ["Page", "Runtime", "Network", "Log"] {
            page.ask(&format!("{domain}.enable"), &json!({}));
        }
        page.emulate();
        page.ask("Runtime.addBinding", &json!({ "name": "told" }));
        page.ask("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH }));
        let answer = page.ask("Page.navigate", &json!({ "url": url }));
        assert!(answer["errorText"].is_null(), "{url}: {}", answer["errorText"]);
        let loaded = browser.pipe.borrow_mut().wait(&page.session, "Page.loadEventFired");
        loaded.unwrap_or_else(|why| panic!("{url}: {why}"));
        page.rest();
        page
    }

    fn emulate(&self) {
        let View { width, height, scale, touch, scripts, scheme, medium, font_size, .. } = self.view;
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": touch });
        self.ask("Emulation.setDeviceMetricsOverride", &metrics);
        self.ask("Emulation.setTouchEmulationEnabled", &json!({ "enabled": touch }));
        self.ask("Emulation.setScriptExecutionDisabled", &json!({ "value": !scripts }));
        self.ask("Page.setFontSizes", &json!({ "fontSizes": { "standard": font_size } }));
        self.prefer(scheme, medium);
    }

    /// The system changes its mind about light and dark, or the medium changes, while the page is open.
    pub fn prefer(&self, scheme: &str, medium: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.ask("Emulation.setEmulatedMedia", &json!({ "media": medium, "features": features }));
    }

    /// Lets the page paint what it was told, so that late changes are seen; when it was told to lead to another page,
    /// waits for that one.
    pub fn rest(&self) {
        if !self.view.scripts {
            std::thread::sleep(Duration::from_millis(100));
            return;
        }
        let until = Instant::now() + Duration::from_mins(1);
        // The page under the question may go away, and the question with it: then the next page is asked.
        while self.try_evaluate(REST).is_err() || self.is_leaving() {
            assert!(Instant::now() < until, "the page does not come to rest");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn is_leaving(&self) -> bool {
        let pipe = self.browser.pipe.borrow();
        pipe.events(&self.session).fold(false, |leaving, event| match event.method.as_str() {
            "Page.frameRequestedNavigation" | "Page.frameStartedLoading" => true,
            "Page.frameStoppedLoading" | "Page.navigatedWithinDocument" => false,
            _ => leaving,
        })
    }

    /// The value of a JavaScript expression; a promise is waited for.
    pub fn evaluate(&self, expression: &str) -> Value {
        self.try_evaluate(expression).unwrap_or_else(|why| panic!("{why}"))
    }

    /// The same for a page that may go away while it is asked.
    pub fn try_evaluate(&self, expression: &str) -> Result<Value, String> {
        let params = json!({
            "expression": expression, "awaitPromise": self.view.scripts, "returnByValue": true, "userGesture": true,
        });
        let mut answer =
            self.browser.pipe.borrow_mut().ask(Some(&self.session), "Runtime.evaluate", &params)?;
        let thrown = &answer["exceptionDetails"];
        assert!(thrown.is_null(), "in the page: {}", thrown["exception"]["description"]);
        Ok(answer["result"]["value"].take())
    }

    /// The strings an expression yields, for checks written in JavaScript.
    pub fn findings(&self, expression: &str) -> Vec<String> {
        match self.evaluate(expression) {
            Value::Array(found) => found.iter().map(text).collect(),
            other => panic!("a check yields a list of strings, not {other}"),
        }
    }

    /// Inserts text at once where the focus is, as a paste does.
    pub fn paste(&self, words: &str) {
        self.ask("Input.insertText", &json!({ "text": words }));
        self.rest();
    }

    /// Presses a key: a character, or `Tab`, `Shift+Tab`, `Escape`, `Control+k`, …
    pub fn press(&self, keys: &str) {
        let (held, key) = keys.rsplit_once('+').unwrap_or(("", keys));
        let modifiers = match held {
            "" => 0,
            "Alt" => 1,
            "Control" => 2,
            "Meta" => 4,
            "Shift" => 8,
            other => panic!("no modifier is called {other}"),
        };
        let mut params =
            json!({ "key": key, "modifiers": modifiers, "windowsVirtualKeyCode": key_code(key) });
        let typed = match key {
            "Enter" => Some("\r"),
            one if one.chars().count() == 1 && matches!(held, "" | "Shift") => Some(one),
            _ => None,
        };
        if let Some(typed) = typed {
            params["text"] = json!(typed);
        }
        for kind in [if typed.is_some() { "keyDown" } else { "rawKeyDown" }, "keyUp"] {
            params["type"] = json!(kind);
            self.ask("Input.dispatchKeyEvent", &params);
        }
    }

    /// Clicks the middle of the first element that matches; false when there is none to be seen.
    pub fn click(&self, selector: &str) -> bool {
        let selector = json!(selector);
        let middle = self.evaluate(&format!(
            "(() => {{ const it = [...document.querySelectorAll({selector})].find(one => one.checkVisibility());
               if (!it) return null;
               it.scrollIntoView({{ block: 'center', behavior: 'instant' }});
               const box = it.getBoundingClientRect();
               return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        ));
        if middle.is_null() {
            return false;
        }
        for kind in ["mousePressed", "mouseReleased"] {
            let params =
                json!({ "type": kind, "x": middle[0], "y": middle[1], "button": "left", "clickCount": 1 });
            self.ask("Input.dispatchMouseEvent", &params);
        }
        self.rest();
        true
    }

    /// The window as a PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        from_base64(&text(&self.ask("Page.captureScreenshot", &json!({ "format": "png" }))["data"]))
    }

    /// The page on A4 paper.
    pub fn pdf(&self) -> Vec<u8> {
        let paper = json!({ "paperWidth": 8.27, "paperHeight": 11.69, "printBackground": true });
        from_base64(&text(&self.ask("Page.printToPDF", &paper)["data"]))
    }

    /// Everything the page asked for so far, `data:` apart.
    pub fn requests(&self) -> Vec<Request> {
        let pipe = self.browser.pipe.borrow();
        let mut requests: Vec<Request> = Vec::new();
        for event in pipe.events(&self.session) {
            let id = text(&event.params["requestId"]);
            let known = requests.iter_mut().rev().find(|request| request.id == id);
            match (event.method.as_str(), known) {
                ("Network.requestWillBeSent", _) => {
                    let url = text(&event.params["request"]["url"]);
                    let kind = text(&event.params["type"]);
                    if !url.starts_with("data:") {
                        requests.push(Request { id, url, kind, ..Request::default() });
                    }
                }
                ("Network.responseReceived", Some(request)) => {
                    request.status = event.params["response"]["status"].as_u64().unwrap_or_default();
                }
                ("Network.loadingFinished", Some(request)) => {
                    request.bytes =
                        event.params["encodedDataLength"].to_string().parse::<f64>().map_or(0, whole);
                }
                _ => {}
            }
        }
        requests
    }

    /// What came back for a request.
    pub fn body(&self, request: &Request) -> Vec<u8> {
        let answer = self.ask("Network.getResponseBody", &json!({ "requestId": request.id }));
        let body = text(&answer["body"]);
        if answer["base64Encoded"] == true { from_base64(&body) } else { body.into_bytes() }
    }

    /// Console errors, exceptions and failed loads so far.
    pub fn complaints(&self) -> Vec<String> {
        let pipe = self.browser.pipe.borrow();
        let complaint = |event: &super::pipe::Event| {
            let params = &event.params;
            match event.method.as_str() {
                "Runtime.exceptionThrown" => {
                    Some(format!("exception: {}", params["exceptionDetails"]["exception"]["description"]))
                }
                "Runtime.consoleAPICalled" if params["type"] == "error" || params["type"] == "assert" => {
                    Some(format!("console: {}", params["args"][0]["value"]))
                }
                "Log.entryAdded" if params["entry"]["level"] == "error" => {
                    Some(format!("log: {} {}", text(&params["entry"]["text"]), text(&params["entry"]["url"])))
                }
                "Network.loadingFailed" => Some(format!("not loaded: {}", params["errorText"])),
                _ => None,
            }
        };
        pipe.events(&self.session).filter_map(complaint).collect()
    }

    /// What the policy blocked so far.
    pub fn violations(&self) -> Vec<String> {
        self.told("violation ")
    }

    /// Attacks that ran, in the page or in a frame of it: they call `hit`, or open a dialog or a window.
    pub fn hits(&self) -> Vec<String> {
        self.told("hit ")
    }

    /// What moved so far, and by how much.
    pub fn shifts(&self) -> Vec<String> {
        self.told("shift ")
    }

    fn told(&self, subject: &str) -> Vec<String> {
        let pipe = self.browser.pipe.borrow();
        let calls = pipe.events(&self.session).filter(|event| event.method == "Runtime.bindingCalled");
        calls
            .filter_map(|call| Some(call.params["payload"].as_str()?.strip_prefix(subject)?.to_string()))
            .collect()
    }

    fn ask(&self, method: &str, params: &Value) -> Value {
        let answer = self.browser.pipe.borrow_mut().ask(Some(&self.session), method, params);
        answer.unwrap_or_else(|why| panic!("{why}"))
    }
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        let mut pipe = self.browser.pipe.borrow_mut();
        // When the browser has gone the failure was told already, and a second panic would hide it.
        let _ = pipe.ask(None, "Target.disposeBrowserContext", &json!({ "browserContextId": self.context }));
        pipe.forget(&self.session);
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size in bytes, sent as a float"
)]
fn whole(bytes: f64) -> u64 {
    bytes.round() as u64
}

/// The number Windows gave the key; Chromium derives its default actions from it on every system.
fn key_code(key: &str) -> u32 {
    match key {
        "Tab" => 9,
        "Enter" => 13,
        "Escape" => 27,
        " " => 32,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        "/" => 191,
        one => {
            let letter = one.chars().next().filter(|first| first.is_ascii_alphanumeric() && one.len() == 1);
            letter.unwrap_or_else(|| panic!("no key is called {one}")).to_ascii_uppercase().into()
        }
    }
}

fn from_base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let digits: Vec<u8> = text.bytes().filter(|&byte| byte != b'=').map(digit).collect();
    for group in digits.chunks(4) {
        let bits =
            group.iter().fold(0_u32, |bits, &six| bits << 6 | u32::from(six)) << (6 * (4 - group.len()));
        bytes.extend(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}
