//! A table with a header line, separated by commas, semicolons or tabs.

use super::super::merge::is_language;
use super::super::{Message, Options, Style, Trouble};
use super::{code, message};

/// What columns are called unless the user says otherwise.
const CODE: [&str; 5] = ["code", "error_code", "errorcode", "error code", "error"];
const KEY: [&str; 4] = ["key", "id", "name", "identifier"];
const TEXT: [&str; 6] = ["message", "text", "description", "value", "string", "source"];
const CATEGORY: [&str; 4] = ["category", "severity", "level", "type"];

pub fn read(text: &str, options: &Options) -> Result<Vec<Message>, Trouble> {
    let mut rows = rows(text)?.into_iter();
    let Some((_, header)) = rows.next() else {
        return Err(Trouble::new("the table is empty", "begin it with a line of column names"));
    };
    let columns = Columns::of(&header, options)?;
    let mut all = Vec::new();
    for (line, row) in rows {
        let cell = |n: Option<usize>| {
            n.and_then(|n| row.get(n)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let code = cell(columns.code).and_then(|text| code(text, options));
        let first = columns.texts.iter().find_map(|(_, n)| cell(Some(*n)));
        let Some(key) = cell(columns.key).or(code.as_deref()).or(first) else { continue };
        if row.len() > header.len() {
            let message = format!("{} cells in a table of {} columns", row.len(), header.len());
            return Err(Trouble::at(line, message, "put a cell that has a separator in double quotes"));
        }
        for (language, n) in &columns.texts {
            let Some(text) = cell(Some(*n)) else { continue };
            all.push(Message {
                code: code.clone(),
                category: cell(columns.category).map(ToString::to_string),
                language: language.clone(),
                ..message(key, text, options, Style::Auto)
            });
        }
        if first.is_none() {
            all.push(Message { key: key.to_string(), code: code.clone(), ..Message::default() });
        }
    }
    Ok(all)
}

struct Columns {
    key: Option<usize>,
    code: Option<usize>,
    category: Option<usize>,
    /// One, or one for each language.
    texts: Vec<(Option<String>, usize)>,
}

impl Columns {
    fn of(header: &[String], options: &Options) -> Result<Columns, Trouble> {
        let named = |name: &str| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        let find = |given: &Option<String>, usual: &[&str]| match given {
            Some(name) => named(name).map(Some).ok_or_else(|| {
                let columns = header.iter().map(|cell| format!("`{}`", cell.trim())).collect::<Vec<_>>();
                Trouble::at(
                    1,
                    format!("no column `{name}`"),
                    format!("the columns are {}", columns.join(", ")),
                )
            }),
            None => Ok(usual.iter().find_map(|name| named(name))),
        };
        let (key, code) = (find(&options.key, &KEY)?, find(&options.code, &CODE)?);
        let category = find(&options.category, &CATEGORY)?;
        let languages = || {
            let other = |n: usize| ![key, code, category].contains(&Some(n));
            let cells = header.iter().enumerate().filter(|(n, cell)| is_language(cell.trim()) && other(*n));
            cells.map(|(n, cell)| (Some(cell.trim().to_string()), n)).collect::<Vec<_>>()
        };
        let texts = match find(&options.text, &TEXT)? {
            Some(text) => vec![(None, text)],
            None => languages(),
        };
        if texts.is_empty() && code.is_none() {
            let help = "name the columns: --code COLUMN --text COLUMN";
            return Err(Trouble::at(1, "no column for the text of a message, nor for a code", help));
        }
        Ok(Columns { key, code, category, texts })
    }
}

/// Rows with the line they begin on.
fn rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, Trouble> {
    let first = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t'].into_iter().max_by_key(|c| first.matches(*c).count()).unwrap_or(',');
    let (mut all, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut begun) = (1, 1);
    let mut rest = text.chars().peekable();
    let mut quoted = None;
    while let Some(c) = rest.next() {
        line += usize::from(c == '\n');
        match c {
            '"' if quoted.is_some() && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' if quoted.is_some() => quoted = None,
            c if quoted.is_some() => cell.push(c),
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = Some(line);
            }
            '\n' => {
                row.push(std::mem::take(&mut cell));
                all.push((begun, std::mem::take(&mut row)));
                begun = line;
            }
            '\r' => {}
            c if c == separator => row.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    if let Some(line) = quoted {
        return Err(Trouble::at(line, "a cell without its closing quote", "close the quote"));
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        all.push((begun, row));
    }
    all.retain(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, options: &Options) -> Vec<(String, String, String)> {
        let all = read(text, options).expect("it is one");
        let shown = |one: Message| (one.code.unwrap_or(one.key), one.language.unwrap_or_default(), one.text);
        all.into_iter().map(shown).collect()
    }

    #[test]
    fn columns_are_found_by_name_or_as_told() {
        let text = "Code;Message;Level\r\nE1;\"a; \"\"b\"\"\nc\";error\r\n\r\nE2;d;warning\r\n";
        let one = |code: &str, language: &str, text: &str| {
            (code.to_string(), language.to_string(), text.to_string())
        };
        assert_eq!(found(text, &Options::default()), [one("E1", "", "a; \"b\"\nc"), one("E2", "", "d")]);
        let languages = "key,en,pt-BR\nx,Hello {0},Olá {0}\n";
        assert_eq!(
            found(languages, &Options::default()),
            [one("x", "en", "Hello {0}"), one("x", "pt-BR", "Olá {0}")]
        );
        let options =
            Options { text: Some("What".into()), prefix: Some("ACME-".into()), ..Options::default() };
        assert_eq!(found("code\tWhat\n7\tno\n", &options), [one("ACME-7", "", "no")]);
    }

    #[test]
    fn what_is_broken_is_refused_with_its_line() {
        let refusal = |text: &str| read(text, &Options::default()).expect_err(text).line;
        assert_eq!(refusal("code,message\nE1,\"a\n"), Some(2));
        assert_eq!(refusal("a,b\n1,2\n"), Some(1));
        assert_eq!(refusal("code,message\nE1,a\nE2,b,c\n"), Some(3));
        let options = Options { text: Some("Nope".into()), ..Options::default() };
        assert!(read("code,message\n", &options).expect_err("no column").help.contains("`message`"));
    }
}
