//! .NET `.resx`: `<data name="Key"><value>Text {0}</value></data>`.

use super::super::{Message, Options, Style, Trouble, xml};
use super::message;

pub fn read(text: &str, options: &Options) -> Result<Vec<Message>, Trouble> {
    let root = xml::parse(text)?;
    if root.name != "root" {
        let message = format!("expected `<root>`, found `<{}>`", root.name);
        return Err(Trouble::new(message, "give a .resx file, or name the format with --as"));
    }
    let texts = root.elements("data").filter(|data| {
        // Files and objects have a type.
        data.attribute("type").is_none() && data.attribute("mimetype").is_none()
    });
    let read = texts.filter_map(|data| {
        let value = data.elements("value").next()?.text();
        Some(message(data.attribute("name")?, &value, options, Style::Braces))
    });
    Ok(read.collect())
}
