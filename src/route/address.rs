//! Where a site is published: the address that canonical links, the sitemap and the feed count from.

/// The absolute address of a site's root; it ends in a slash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    text: String,
    /// Where the path begins.
    path: usize,
}

impl Address {
    /// `https://example.org/errors`, with or without the last slash. Whatever a page could not link to is refused.
    pub fn parse(text: &str) -> Result<Address, String> {
        let Some((scheme, rest)) =
            text.split_once("://").filter(|(scheme, _)| matches!(*scheme, "https" | "http"))
        else {
            return Err("write it as `https://example.org/path`".into());
        };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if !is_host(host) {
            return Err(format!("`{host}` is no host name, with or without a port"));
        }
        if path.contains(['?', '#']) {
            return Err("a site's address has no query and no fragment".into());
        }
        let path = path.trim_end_matches('/');
        if !path.is_empty() && !path.split('/').all(is_folder) {
            return Err(format!("`/{path}` is no path: write its folders in letters, digits and `-._~`"));
        }
        let host = host.to_ascii_lowercase();
        let slash = if path.is_empty() { "" } else { "/" };
        Ok(Address { text: format!("{scheme}://{host}/{path}{slash}"), path: scheme.len() + 3 + host.len() })
    }

    /// The address of a file of the site. The home page is the site itself.
    pub fn of(&self, path: &str) -> String {
        format!("{}{}", self.text, if path == "index.html" { "" } else { path })
    }

    /// From the root of the host: `/` or `/errors/`.
    pub fn root(&self) -> &str {
        &self.text[self.path..]
    }
}

/// A name or a number, in brackets if it has colons, and perhaps a port.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse::<u16>().is_ok_and(|port| port > 0)),
        _ => (host, true),
    };
    let named = |name: &str| {
        name.split('.').all(|label| {
            let plain = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            plain && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
        })
    };
    let number = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    port && number.map_or_else(|| named(name), |number| number.parse::<std::net::Ipv6Addr>().is_ok())
}

fn is_folder(name: &str) -> bool {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
    plain && !matches!(name, "" | "." | "..")
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn pages_have_absolute_addresses() {
        for text in ["https://Example.org/kb", "https://example.org/kb/"] {
            let address = Address::parse(text).unwrap();
            assert_eq!(address.of("tea/cold.html"), "https://example.org/kb/tea/cold.html");
            assert_eq!(
                (address.of("index.html").as_str(), address.root()),
                ("https://example.org/kb/", "/kb/")
            );
        }
        let address = Address::parse("http://127.0.0.1:8080").unwrap();
        assert_eq!((address.of("a.html").as_str(), address.root()), ("http://127.0.0.1:8080/a.html", "/"));
        assert_eq!(Address::parse("http://[::1]:80/a/b").unwrap().root(), "/a/b/");
    }

    #[test]
    fn what_is_no_address_of_a_site_is_refused() {
        for text in [
            "",
            "example.org",
            "//example.org",
            "ftp://example.org",
            "javascript://x/%0aalert(1)",
            "https://",
            "https:///kb",
            "https://user@example.org",
            "https://user:secret@example.org",
            "https://exa mple.org",
            "https://example.org:0",
            "https://example.org:99999",
            "https://example.org:x",
            "https://-a.org",
            "https://a..org",
            "https://[::1",
            "https://[x]",
            "https://example.org/a b",
            "https://example.org/a//b",
            "https://example.org/../b",
            "https://example.org/\"><script>",
            "https://example.org/?q=1",
            "https://example.org/#top",
            "https://example.org/%2e%2e",
            "https://exämple.org",
        ] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
