//! Files of each kind of catalogue to messages.

mod android;
mod apple;
mod csv;
mod fluent;
mod gettext;
mod json;
mod mo;
mod openapi;
mod problem_details;
mod properties;
mod resx;
mod source;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::placeholders::{self, Style};
use super::{LONGEST_TEXT, MOST_MESSAGES, Message, Options, Trouble};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// JSON: nested texts, or objects that `--items`, `--text`, `--code` point at
    Json,
    /// gettext, as text
    Po,
    /// gettext, compiled
    Mo,
    /// Fluent
    Fluent,
    /// Java properties
    Properties,
    /// .NET resources
    Resx,
    /// Android's `strings.xml`
    Android,
    /// Apple's `.strings`
    Strings,
    /// Apple's string catalogues
    Xcstrings,
    /// `OpenAPI` 3, JSON or YAML: the error responses
    Openapi,
    /// A table with a header: comma, semicolon or tab
    Csv,
    /// Source code, by `--pattern`
    Source,
}

impl Format {
    pub fn all() -> &'static [Format] {
        <Format as clap::ValueEnum>::value_variants()
    }
}

/// What a file name says about its format and language.
pub fn guess(name: &str, bytes: &[u8]) -> Option<Format> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
    let opens_api = || {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
        head.contains("openapi")
    };
    Some(match ending.as_str() {
        "po" | "pot" => Format::Po,
        "mo" | "gmo" => Format::Mo,
        "ftl" => Format::Fluent,
        "properties" => Format::Properties,
        "resx" | "resw" => Format::Resx,
        "xml" => Format::Android,
        "strings" => Format::Strings,
        "xcstrings" => Format::Xcstrings,
        "csv" | "tsv" => Format::Csv,
        "yaml" | "yml" => Format::Openapi,
        "json" if opens_api() => Format::Openapi,
        "json" => Format::Json,
        _ => return None,
    })
}

/// The messages of a file.
pub fn read(format: Format, bytes: &[u8], options: &Options) -> Result<Vec<Message>, Trouble> {
    if format == Format::Mo {
        return kept(mo::read(bytes, options)?, options);
    }
    let text = match format {
        Format::Properties => {
            decoded(bytes).or_else(|_| Ok(bytes.iter().map(|byte| char::from(*byte)).collect()))
        }
        _ => decoded(bytes),
    }?;
    let read: fn(&str, &Options) -> Result<Vec<Message>, Trouble> = match format {
        Format::Json => json::read,
        Format::Po => gettext::read,
        Format::Fluent => fluent::read,
        Format::Properties => |text, options| Ok(properties::read(text, options)),
        Format::Resx => resx::read,
        Format::Android => android::read,
        Format::Strings => apple::strings,
        Format::Xcstrings => apple::catalog,
        Format::Openapi => openapi::read,
        Format::Csv => csv::read,
        Format::Source | Format::Mo => source::read,
    };
    kept(read(&text, options)?, options)
}

/// What the options ask for, within bounds.
fn kept(messages: Vec<Message>, options: &Options) -> Result<Vec<Message>, Trouble> {
    let keys = options.keys.as_deref().map(regex).transpose()?;
    let wanted = |message: &Message| {
        let category = message.category.as_deref().unwrap_or_default();
        message.text.len() <= LONGEST_TEXT
            && keys.as_ref().is_none_or(|keys| keys.is_match(&message.key))
            // A translation has no category; it follows its message.
            && (options.only.is_empty() || message.category.is_none() || options.only.iter().any(|only| only == category))
    };
    let messages: Vec<Message> = messages.into_iter().filter(wanted).collect();
    if messages.len() > MOST_MESSAGES {
        let message = format!("{} messages; {MOST_MESSAGES} are the most that are taken", messages.len());
        return Err(Trouble::new(message, "choose some with --only or --keys, or split the file"));
    }
    Ok(messages)
}

/// A regular expression of the user's. It takes time in proportion to the text, whatever it says.
fn regex(pattern: &str) -> Result<Regex, Trouble> {
    regex::RegexBuilder::new(pattern).multi_line(true).size_limit(1 << 22).build().map_err(|error| {
        let error = error.to_string().replace('\n', "\n  ");
        Trouble::new(
            format!("the regular expression is not valid: {error}"),
            "see https://docs.rs/regex for what can be written",
        )
    })
}

/// UTF-8, or UTF-16 with its mark.
fn decoded(bytes: &[u8]) -> Result<String, Trouble> {
    let units = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => Ok(units(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Ok(units(rest, u16::from_be_bytes)),
        _ => {
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            String::from_utf8(text.to_vec()).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                let line = super::line_of_byte(text, at);
                Trouble::at(line, "not UTF-8", "convert it, for instance with `iconv -f LATIN1 -t UTF-8`")
            })
        }
    }
}

/// A message of a key and one text.
fn message(key: impl Into<String>, text: &str, options: &Options, style: Style) -> Message {
    Message {
        key: key.into(),
        text: text.to_string(),
        forms: placeholders::forms(options.placeholders.unwrap_or(style), text),
        ..Message::default()
    }
}

/// The character of an escape after its backslash, for formats that share C's.
fn escape(c: char) -> char {
    match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        c => c,
    }
}

/// The code as the program prints it.
fn code(code: &str, options: &Options) -> Option<String> {
    let code = code.trim();
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '{' | '}');
    let code = format!("{}{code}", options.prefix.as_deref().unwrap_or_default());
    (!code.is_empty() && code.len() <= 64 && !code.contains(odd)).then_some(code)
}
