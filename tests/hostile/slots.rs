//! A knowledge base with slots: everything in `tests/hostile/base` that stands as `«name|innocent text»`.

use std::path::Path;

use errbook::source::Sources;

pub struct Slots {
    files: Vec<(String, String)>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Slot {
    pub name: String,
    /// Within the quotes of a YAML value, where every text has its spelling.
    pub quoted: bool,
}

impl Slots {
    pub fn read() -> Slots {
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/base");
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(&base).sort_by_file_name() {
            let entry = entry.expect("the base can be read");
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(&base).expect("it lies below");
                let text = std::fs::read_to_string(entry.path()).expect("the base is text");
                files.push((path.to_string_lossy().replace('\\', "/"), text));
            }
        }
        Slots { files }
    }

    pub fn all(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (path, text) in &self.files {
            for (at, _) in text.match_indices('«') {
                let front = path.ends_with(".md") && !text[..at].contains("\n---\n");
                let yaml = path.ends_with(".yaml") || front;
                let (name, rest) = text[at + '«'.len_utf8()..].split_once('|').expect("a slot has a text");
                let (_, after) = rest.split_once('»').expect("a slot ends");
                let quoted = yaml && text[..at].ends_with('"') && after.starts_with('"');
                // A value behind other words of the same quoted text.
                let behind = yaml && text[..at].ends_with("\"limited: ");
                slots.push(Slot { name: name.to_string(), quoted: quoted || behind });
            }
        }
        slots
    }

    /// The files with the innocent text in every slot but those that the attack is for.
    pub fn filled(&self, attack: &str, taken: &[&Slot]) -> Vec<(String, String)> {
        self.files.iter().map(|(path, text)| (path.clone(), fill(text, attack, taken))).collect()
    }

    pub fn sources(&self, attack: &str, taken: &[&Slot]) -> Sources {
        Sources::from_texts(self.filled(attack, taken))
    }
}

fn fill(text: &str, attack: &str, taken: &[&Slot]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, slot)) = rest.split_once('«') {
        let (slot, after) = slot.split_once('»').expect("a slot ends");
        let (name, innocent) = slot.split_once('|').expect("a slot has a text");
        out.push_str(before);
        match taken.iter().find(|slot| slot.name == name) {
            None => out.push_str(innocent),
            Some(slot) if slot.quoted => {
                let spelled = serde_json::to_string(attack).expect("every text has a spelling");
                out.push_str(&spelled[1..spelled.len() - 1]);
            }
            Some(_) => out.push_str(attack),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}
