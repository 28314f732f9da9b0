//! SVG without scripts, links and foreign content. Only what is known to be harmless passes: the file can be opened by
//! itself, outside of the page that shows it.

type Refusal = (String, String);

/// Elements that draw.
const ELEMENTS: &str = "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan \
    textPath linearGradient radialGradient stop clipPath mask pattern marker filter feGaussianBlur feOffset feBlend \
    feColorMatrix feComposite feFlood feMerge feMergeNode feDropShadow style";

const SPACES: [&str; 2] = ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"];

/// Width and height in pixels; what is wrong and what to do otherwise.
pub fn size(bytes: &[u8]) -> Result<(u32, u32), Refusal> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| ("the SVG is not UTF-8 text".to_string(), "save it as UTF-8".to_string()))?;
    let mut scanner =
        Scanner { rest: text.strip_prefix('\u{feff}').unwrap_or(text), open: Vec::new(), size: None };
    while scanner.step()? {}
    match (scanner.open.last(), scanner.size) {
        (Some(name), _) => Err(broken(&format!("`<{name}>` is not closed"))),
        (None, Some(size)) => Ok(size),
        (None, None) => Err(broken("it has no `<svg>`")),
    }
}

fn refused(what: &str) -> Refusal {
    let hint = "save it as plain SVG that only draws: without scripts, styles from elsewhere, links, images and text of other programs; or as PNG";
    (format!("the SVG holds {what}"), hint.to_string())
}

fn broken(what: &str) -> Refusal {
    (format!("the SVG cannot be read: {what}"), "save it again as plain SVG, or as PNG".to_string())
}

struct Scanner<'s> {
    rest: &'s str,
    open: Vec<&'s str>,
    size: Option<(u32, u32)>,
}

impl Scanner<'_> {
    /// Whether there is more.
    fn step(&mut self) -> Result<bool, Refusal> {
        let Some(at) = self.rest.find('<') else {
            return self.text(self.rest).map(|()| false);
        };
        let (text, rest) = self.rest.split_at(at);
        self.text(text)?;
        self.rest = rest;
        if rest.starts_with("<!--") {
            self.skip("-->")?;
        } else if rest.starts_with("<?xml ") && self.size.is_none() {
            self.skip("?>")?;
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            return Err(refused("a declaration"));
        } else if let Some(rest) = rest.strip_prefix("</") {
            let (name, after) = rest.split_once('>').ok_or_else(|| broken("a tag without its end"))?;
            if self.open.pop() != Some(name.trim_end()) {
                return Err(broken(&format!("`</{}>` closes nothing", name.trim_end())));
            }
            self.rest = after;
        } else {
            self.element()?;
        }
        Ok(true)
    }

    fn skip(&mut self, end: &str) -> Result<(), Refusal> {
        let at = self.rest.find(end).ok_or_else(|| broken(&format!("there is no `{end}`")))?;
        self.rest = &self.rest[at + end.len()..];
        Ok(())
    }

    fn text(&self, text: &str) -> Result<(), Refusal> {
        if self.open.is_empty() && !text.trim().is_empty() {
            return Err(broken("text outside of `<svg>`"));
        }
        if self.open.last() == Some(&"style") { harmless(text) } else { Ok(()) }
    }

    fn element(&mut self) -> Result<(), Refusal> {
        let rest = &self.rest[1..];
        let length = rest.find(|c: char| c.is_whitespace() || "/>".contains(c)).unwrap_or(rest.len());
        let (name, mut rest) = rest.split_at(length);
        if !ELEMENTS.split_whitespace().any(|known| known == name) || self.open.last() == Some(&"style") {
            return Err(refused(&format!("`<{name}>`")));
        }
        if self.open.is_empty() && (name != "svg" || self.size.is_some()) {
            return Err(broken("it does not begin with `<svg>`"));
        }
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>") {
                self.rest = after;
                break;
            }
            if let Some(after) = rest.strip_prefix('>') {
                self.rest = after;
                self.open.push(name);
                break;
            }
            let (attribute, value, after) =
                attribute(rest).ok_or_else(|| broken(&format!("an attribute of `<{name}>`")))?;
            check(attribute, value)?;
            attributes.push((attribute, value));
            rest = after;
        }
        if self.size.is_none() {
            self.size = Some(measured(&attributes)?);
        }
        Ok(())
    }
}

/// Name and value, and what follows.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('=')?;
    let name = name.trim_end();
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    let (value, after) = rest[1..].split_once(quote)?;
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(&b));
    (plain && !value.contains('<')).then_some((name, value, after))
}

fn check(name: &str, value: &str) -> Result<(), Refusal> {
    let (space, local) = name.split_once(':').unwrap_or(("", name));
    if name == "xmlns" || space == "xmlns" {
        return if SPACES.contains(&value) { Ok(()) } else { Err(refused("content of another program")) };
    }
    if local.to_ascii_lowercase().starts_with("on") {
        return Err(refused(&format!("a script in `{name}`")));
    }
    if !["", "xlink", "xml"].contains(&space) || name == "xml:base" {
        return Err(refused(&format!("the attribute `{name}`")));
    }
    if local == "href" && !value.starts_with('#') {
        return Err(refused(&format!("a link to `{value}`")));
    }
    harmless(value)
}

/// Styles that load nothing, and values that are what they look like.
fn harmless(value: &str) -> Result<(), Refusal> {
    let lower = value.to_ascii_lowercase();
    let foreign = lower.match_indices("url(").any(|(at, found)| {
        let target = lower[at + found.len()..].trim_start().trim_start_matches(['"', '\'']);
        !target.starts_with('#')
    });
    let hidden = lower.contains("&#") || lower.contains('\\') || lower.contains("/*");
    if foreign
        || hidden
        || ["@import", "expression(", "image-set(", "image(", "src("].iter().any(|word| lower.contains(word))
    {
        return Err(refused("a style that could load something"));
    }
    Ok(())
}

fn measured(attributes: &[(&str, &str)]) -> Result<(u32, u32), Refusal> {
    let value = |name: &str| attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let pixels = |name: &str| number(value(name)?.trim().trim_end_matches("px"));
    if let Some(size) = pixels("width").zip(pixels("height")) {
        return Ok(size);
    }
    let sides = value("viewBox").map(|sides| sides.split([' ', ',']).filter(|side| !side.is_empty()));
    let sides: Vec<&str> = sides.into_iter().flatten().collect();
    let size = match sides.as_slice() {
        [_, _, width, height] => number(width).zip(number(height)),
        _ => None,
    };
    size.ok_or_else(|| {
        let hint = "write `width` and `height` in pixels, or a `viewBox`, into `<svg>`";
        ("the SVG does not say how large it is".to_string(), hint.to_string())
    })
}

/// Whole pixels.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within bounds")]
fn number(text: &str) -> Option<u32> {
    let number: f64 = text.trim().parse().ok()?;
    (0.0..=1e6).contains(&number).then(|| number.ceil() as u32)
}

#[cfg(test)]
mod tests {
    use super::size;

    const DRAWN: &str = "<?xml version=\"1.0\"?>\n<!-- x -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox='0 0 12.5 8'>\n\
        <style>.a { fill: url(#g) }</style><defs><linearGradient id=\"g\"/></defs>\n<use href=\"#g\"/><text x='1'>a &amp; b</text></svg>\n";

    #[test]
    fn what_only_draws_is_measured() {
        assert_eq!(size(DRAWN.as_bytes()), Ok((13, 8)));
        let sized = DRAWN.replace("viewBox", "width='24px' height='10' viewBox");
        assert_eq!(size(sized.as_bytes()), Ok((24, 10)));
    }

    #[test]
    fn what_runs_or_loads_is_refused() {
        for attack in [
            "<script>x</script>",
            "<a href='#b'><path/></a>",
            "<image href='data:image/png;base64,x'/>",
            "<foreignObject/>",
            "<path onload='x'/>",
            "<path ONLOAD='x'/>",
            "<path xlink:onclick='x'/>",
            "<use href='https://a.example/b.svg#c'/>",
            "<use xlink:href='javascript:x'/>",
            "<use href='&#35;x'/><path d='&#106;'/>",
            "<path style='fill:url(https://a.example)'/>",
            "<path fill=\"url( 'https://a.example')\"/>",
            "<path style='fill:u\\72l(https://a.example)'/>",
            "<style>@import 'x';</style>",
            "<style>a{background:URL(//x)}</style>",
            "<style><![CDATA[x]]></style>",
            "<animate attributeName='href' to='x'/>",
            "<set attributeName='onclick' to='x'/>",
            "<x:script xmlns:x='http://www.w3.org/1999/xhtml'/>",
            "<svg xmlns='http://www.w3.org/1999/xhtml'/>",
            "<path xml:base='https://a.example'/>",
            "<path d=x/>",
            "<path",
            "<path d='<'/>",
            "<?xml-stylesheet href='x'?>",
            "<g>",
            "</g>",
        ] {
            let text = DRAWN.replace("<use href=\"#g\"/>", attack);
            assert!(size(text.as_bytes()).is_err(), "{attack}");
        }
        let entity = DRAWN.replace("<!-- x -->", "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>");
        for text in
            [entity.as_str(), "", "x", "<svg", "<svg/>", "<svg width='1' height='1'/><svg/>", "<html/>"]
        {
            assert!(size(text.as_bytes()).is_err(), "{text}");
        }
        assert!(size(&[0xff, 0xfe, b'<']).is_err());
    }
}
