//! What a catalogue says now, compared with what was made of it earlier and with what is in the base: new records, and
//! changes of those that are there.

use std::collections::{BTreeSet, HashMap};

use super::edit::{Editor, Found};
use super::lock::{Lock, Locked};
use super::merge::Entry;
use super::page::{self, Mark, Sign};
use super::signs::Signs;
use super::{Options, Trouble};
use crate::base::KnowledgeBase;
use crate::draft::File;
use crate::record::{RecordId, slugify};
use crate::source::Sources;

/// Where the records go, and what is known of the program.
pub struct Setting<'a> {
    pub program: &'a str,
    /// For people.
    pub title: &'a str,
    /// The version of the program that the catalogue comes with.
    pub release: Option<&'a str>,
    pub on: &'a str,
    pub options: &'a Options,
    pub sources: &'a Sources,
    pub base: &'a KnowledgeBase,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Added,
    Reworded,
    /// Only in other languages than its own.
    Translated,
    Removed,
    /// It was removed, and is there again.
    Returned,
    /// A record that a person wrote has it already.
    Covered,
}

/// What happened to one message.
#[derive(Debug, serde::Serialize)]
pub struct Change {
    pub kind: Kind,
    /// The code or the key.
    pub id: String,
    pub record: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// Why the record was left as it is, or some of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<&'static str>,
}

pub struct Plan {
    pub new: Vec<File>,
    pub changed: Vec<File>,
    pub changes: Vec<Change>,
    pub unchanged: usize,
    /// Messages that say too little to be recognized by, and have no code.
    pub skipped: Vec<String>,
    pub lock: Lock,
}

const GONE: &str = "the record was deleted";
const UNREADABLE: &str = "the record cannot be read";
const EDITED: &str = "a signature was edited by hand";
const OURS_NO_MORE: &str = "a person wrote this record";

pub fn plan(entries: &[Entry], earlier: Option<Lock>, setting: &Setting<'_>) -> Result<Plan, Trouble> {
    if entries.is_empty() {
        return Err(Trouble::new("there are no messages", "see whether --only or --keys leave any"));
    }
    let mut earlier = earlier.unwrap_or_default();
    let release = setting.release.map(ToString::to_string).or_else(|| earlier.release.clone());
    let lock = Lock::new(setting.program, release, setting.options.clone());
    let signs = Signs::of(entries, &earlier, setting.base);
    let mut planner = Planner {
        setting,
        signs: &signs,
        names: Names::of(&earlier, setting.base),
        plan: Plan { new: vec![], changed: vec![], changes: vec![], unchanged: 0, skipped: vec![], lock },
    };
    for (number, entry) in entries.iter().enumerate() {
        match earlier.messages.remove(&entry.id) {
            Some(locked) => planner.known(number, entry, locked),
            None => planner.add(number, entry),
        }
    }
    for (id, locked) in earlier.messages {
        planner.removed(id, locked);
    }
    planner.plan.changes.sort_by(|a, b| (a.kind, &a.record).cmp(&(b.kind, &b.record)));
    Ok(planner.plan)
}

/// Names of records that are taken.
struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    fn of(earlier: &Lock, base: &KnowledgeBase) -> Names {
        let known = base.records().map(|(_, record)| record.id.as_str().to_string());
        Names { taken: known.chain(earlier.messages.values().map(|one| one.record.clone())).collect() }
    }

    /// A name for the record of an entry. `is_made`: a run that was cut short made this very record.
    fn give(&mut self, program: &str, entry: &Entry, is_made: impl Fn(&str) -> bool) -> RecordId {
        let is_name = |text: &str| text.len() <= 60 && !text.contains(char::is_whitespace) && text.is_ascii();
        let first = entry.texts.first().map_or(entry.id.as_str(), |text| text.raw.as_str());
        let slug = match &entry.code {
            Some(code) => slugify(code),
            None if is_name(&entry.id) => slugify(&entry.id),
            None => slugify(first),
        };
        let numbered = (1..).map(|n| if n == 1 { slug.clone() } else { format!("{slug}-{n}") });
        let mut ids = numbered.map(|slug| format!("{program}/{slug}"));
        let id = ids.find(|id| !self.taken.contains(id) || is_made(id)).expect("numbers do not end");
        self.taken.insert(id.clone());
        RecordId::parse(&id).expect("it is made of a program and a slug")
    }
}

struct Planner<'p> {
    setting: &'p Setting<'p>,
    signs: &'p Signs,
    names: Names,
    plan: Plan,
}

fn path(record: &str) -> String {
    format!("content/records/{record}.md")
}

fn own_text(entry: &Entry) -> String {
    entry.texts.first().map(|text| text.raw.clone()).unwrap_or_default()
}

impl Planner<'_> {
    fn report(&mut self, kind: Kind, id: &str, record: &str) -> &mut Change {
        let (id, record) = (id.to_string(), record.to_string());
        self.plan.changes.push(Change { kind, id, record, old: None, new: None, left: None });
        self.plan.changes.last_mut().expect("it was added")
    }

    fn marks(&self, number: usize, entry: &Entry) -> impl Iterator<Item = (String, Vec<Mark>)> {
        let all = entry.texts.iter().enumerate().map(move |(n, text)| {
            let signs = self.signs.of_text(number, n).iter().map(Sign::mark);
            (text.language.clone(), std::iter::once(Mark::of(&text.raw)).chain(signs).collect())
        });
        all.collect::<Vec<_>>().into_iter()
    }

    fn add(&mut self, number: usize, entry: &Entry) {
        let text = own_text(entry);
        let languages = self.marks(number, entry).collect();
        if let Some(record) = self.signs.covered(number) {
            let locked =
                Locked { record: record.to_string(), theirs: true, text, languages, ..Locked::default() };
            self.plan.lock.messages.insert(entry.id.clone(), locked);
            self.report(Kind::Covered, &entry.id, record).left = Some(OURS_NO_MORE);
            return;
        }
        let signs = self.signs.of_entry(number);
        if signs.is_empty() && entry.code.is_none() {
            self.plan.skipped.push(entry.id.clone());
            return;
        }
        let title = page::title(entry);
        let written = page::record(entry, &title, &page::summary(entry, self.setting.title), &signs);
        let sources = self.setting.sources;
        let is_made =
            |id: &str| sources.find(&path(id)).is_some_and(|file| *sources.get(file).text == *written);
        let id = self.names.give(self.setting.program, entry, is_made);
        if !is_made(id.as_str()) {
            self.plan.new.push(File { path: path(id.as_str()), text: written });
        }
        let change = self.report(Kind::Added, &entry.id, id.as_str());
        change.new = Some(title.clone());
        let (record, title) = (id.as_str().to_string(), Some(Mark::of(&title)));
        let locked = Locked { record, text, title, languages, ..Locked::default() };
        self.plan.lock.messages.insert(entry.id.clone(), locked);
    }

    fn known(&mut self, number: usize, entry: &Entry, locked: Locked) {
        let text = own_text(entry);
        let reworded = text != locked.text;
        let mut languages = locked.languages.clone();
        let now: Vec<(String, Vec<Mark>)> = self.marks(number, entry).collect();
        let translated = now.iter().any(|(language, marks)| languages.get(language) != Some(marks));
        languages.extend(now);
        let returned = locked.retired.is_some();
        let kind = match (returned, reworded, translated) {
            (true, ..) => Kind::Returned,
            (_, true, _) => Kind::Reworded,
            (_, _, true) => Kind::Translated,
            _ => {
                self.plan.unchanged += 1;
                self.plan.lock.messages.insert(entry.id.clone(), locked);
                return;
            }
        };
        let title = page::title(entry);
        let left = self.rewrite(number, entry, &locked, &title);
        let (old, record, theirs) = (locked.text, locked.record, locked.theirs);
        let change = self.report(kind, &entry.id, &record);
        change.left = left;
        if reworded {
            (change.old, change.new) = (Some(old), Some(text.clone()));
        }
        let since = if reworded { self.setting.release.map(ToString::to_string) } else { locked.since };
        let title = Some(Mark::of(&title));
        let locked = Locked { record, theirs, text, title, since, retired: None, languages };
        self.plan.lock.messages.insert(entry.id.clone(), locked);
    }

    /// Brings a record up to date; says what of it was left as it is.
    fn rewrite(
        &mut self,
        number: usize,
        entry: &Entry,
        locked: &Locked,
        title: &str,
    ) -> Option<&'static str> {
        let (mut editor, path) = match self.open(locked) {
            Ok(open) => open,
            Err(left) => return Some(left),
        };
        let mut left = None;
        if let Some(because) = &locked.retired
            && editor.because() == Some(because)
        {
            editor.remove_line("retired");
        }
        if let Some(old) = &locked.title {
            editor.retitle(old, title);
        }
        let found: HashMap<String, Found> =
            editor.signatures().into_iter().map(|found| (found.mark.as_str().to_string(), found)).collect();
        let mut new: Vec<String> = Vec::new();
        for (n, text) in entry.texts.iter().enumerate() {
            let old = locked.languages.get(&text.language).map(Vec::as_slice).unwrap_or_default();
            let step = Step {
                old,
                signs: self.signs.of_text(number, n),
                text: &text.raw,
                locked,
                release: self.setting.release,
            };
            match step.apply(&found, &mut editor) {
                Ok(unplaced) => new.extend(unplaced),
                Err(why) => left = Some(why),
            }
        }
        new.dedup();
        match editor.last_signature() {
            Some(last) => new.iter().for_each(|written| editor.add_after(&last, written)),
            None if !new.is_empty() && locked.languages.values().all(|marks| marks.len() < 2) => {
                editor.add_first(&new);
            }
            None => {}
        }
        self.plan.changed.extend(editor.finish().map(|text| File { path, text }));
        left
    }

    fn open(&self, locked: &Locked) -> Result<(Editor<'_>, String), &'static str> {
        if locked.theirs {
            return Err(OURS_NO_MORE);
        }
        let path = path(&locked.record);
        let file = self.setting.sources.find(&path).ok_or(GONE)?;
        let editor = Editor::open(self.setting.sources.get(file)).ok_or(UNREADABLE)?;
        Ok((editor, path))
    }

    fn removed(&mut self, id: String, locked: Locked) {
        if locked.retired.is_some() {
            self.plan.lock.messages.insert(id, locked);
            return;
        }
        let because = match self.setting.release {
            Some(release) => format!("{} {release} no longer has this message.", self.setting.title),
            None => format!("{} no longer has this message.", self.setting.title),
        };
        let mut changed = None;
        let left = match self.open(&locked) {
            Ok((mut editor, path)) => {
                if !editor.is_retired() {
                    editor.add_field(&page::retirement(self.setting.on, &because));
                }
                changed = editor.finish().map(|text| File { path, text });
                None
            }
            Err(left) => Some(left),
        };
        self.plan.changed.extend(changed);
        let change = self.report(Kind::Removed, &id, &locked.record);
        (change.old, change.left) = (Some(locked.text.clone()), left);
        self.plan.lock.messages.insert(id, Locked { retired: Some(because), ..locked });
    }
}

/// One language of one record: what was made of its text, and what is to be made now.
struct Step<'s> {
    old: &'s [Mark],
    signs: &'s [Sign],
    text: &'s str,
    locked: &'s Locked,
    release: Option<&'s str>,
}

impl Step<'_> {
    /// Replaces what it can; returns the signatures that are still to be added.
    fn apply(
        &self,
        found: &HashMap<String, Found>,
        editor: &mut Editor<'_>,
    ) -> Result<Vec<String>, &'static str> {
        let marks: Vec<Mark> = self.signs.iter().map(Sign::mark).collect();
        let (old_text, old_signs) =
            self.old.split_first().map_or((None, &[][..]), |(text, signs)| (Some(text), signs));
        let is_reworded = old_text != Some(&Mark::of(self.text));
        let missing = self.signs.iter().zip(&marks).filter(|(_, mark)| !found.contains_key(mark.as_str()));
        let mut missing: Vec<String> = missing
            .filter(|(_, mark)| !old_signs.contains(mark))
            .map(|(sign, _)| sign.written(None))
            .collect();
        missing.reverse();
        for mark in old_signs.iter().filter(|mark| !marks.contains(mark)) {
            // A person who changed or removed it knows better.
            let known = found.get(mark.as_str()).filter(|found| !found.is_extended).ok_or(EDITED)?;
            if !is_reworded {
                // The same text, read in another way.
                if let Some(written) = missing.pop() {
                    editor.replace(known, written);
                }
            } else if let Some(release) = self.release.filter(|_| !known.has_versions) {
                let since = self.locked.since.as_ref().map(|since| format!(">={since} ")).unwrap_or_default();
                editor.limit(known, &format!("{since}<{release}"));
            }
        }
        missing.reverse();
        Ok(missing)
    }
}
