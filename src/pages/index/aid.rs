//! First aid on the card of an answer: what to do first, and the causes to look at, with the commands they speak of.

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::Setting;
use super::super::plain::Text;
use crate::base::RecordIx;
use crate::markdown::{Block, Brief, Prose, brief, plain};
use crate::record::Cause;
use crate::route::Page;

#[derive(Default, Debug, PartialEq, Eq)]
pub struct Aid {
    /// What to do first, whatever the cause.
    pub first: String,
    pub causes: Vec<Suspect>,
}

/// A cause as a card shows it: its number, id and title, what to check or else to do, and the code of that.
#[derive(Serialize, Debug, PartialEq, Eq)]
pub struct Suspect(usize, String, String, String, String);

impl Aid {
    pub fn is_empty(&self) -> bool {
        self.first.is_empty() && self.causes.is_empty()
    }
}

/// The first aid of a record. Links in it count from the root of the site.
pub fn of(ix: RecordIx, setting: &Setting<'_>) -> Aid {
    let record = setting.base.record(ix);
    let text = Text::of(ix, Page::Home, setting).without_evidence();
    let first = record.front.quick_fix.as_ref().map_or_else(String::new, |fix| {
        let mut said = String::new();
        text.inline(&mut said, fix);
        brief(&said).text
    });
    let causes: Vec<(usize, &Cause)> = (1..).zip(&record.body.causes).collect();
    let helps = |(_, cause): &&(usize, &Cause)| cause.check.is_some() || !cause.fixes.is_empty();
    let suspected = causes.iter().find(helps).map(|(number, _)| *number);
    let signatures = record.front.signatures.iter();
    let named: BTreeSet<&str> =
        signatures.filter_map(|one| one.value.cause.as_ref()).map(|cause| cause.value.as_str()).collect();
    let named = causes
        .iter()
        .filter(|(number, cause)| named.contains(cause.id.value.as_str()) && suspected != Some(*number));
    // The first suspect leads, unless the error names another.
    let shown = causes.iter().filter(|(number, _)| suspected == Some(*number)).chain(named);
    let suspect = |(number, cause): &(usize, &Cause)| {
        let prose = match (&cause.check, cause.fixes.first()) {
            (Some(check), _) => Some(&check.prose),
            (None, fix) => fix.map(|fix| &fix.prose),
        };
        let step = prose.map(|prose| first_step(ix, prose, &text, setting)).unwrap_or_default();
        let (id, title) = (cause.id.value.clone(), plain(&cause.title));
        Suspect(*number, id, title, step.text, step.code.unwrap_or_default())
    };
    Aid { first, causes: shown.map(suspect).collect() }
}

/// What a text says first, with its first code: that of a shell before that of any other language.
fn first_step(ix: RecordIx, prose: &Prose, text: &Text<'_>, setting: &Setting<'_>) -> Brief {
    let said = |block: &&Block| matches!(block, Block::Text { .. } | Block::Piece { .. });
    let sentences = Prose { blocks: prose.blocks.iter().filter(said).cloned().collect(), ..Prose::default() };
    let Brief { text: mut words, mut code } = brief(&text.prose(&sentences));
    let mut files = prose.blocks.iter().flat_map(|block| match block {
        Block::Code { files } => files.as_slice(),
        _ => &[],
    });
    let shell = files.clone().find(|file| file.rsplit_once('.').is_some_and(|(_, ending)| ending == "sh"));
    if let Some(name) = shell.or_else(|| files.next()) {
        let files = setting.base.code(ix);
        let file = files.iter().find(|file| file.name == *name);
        code = code.or_else(|| file.map(|file| without_shebang(&file.text)));
        if words.is_empty() {
            let facts = setting.base.record(ix).front.code_samples.get(name);
            words = facts.map_or_else(String::new, |facts| plain(&facts.title));
        }
    }
    Brief { text: words, code }
}

/// A script as somebody would type it.
fn without_shebang(code: &str) -> String {
    let body = if code.starts_with("#!") { code.split_once('\n').map_or("", |(_, rest)| rest) } else { code };
    body.trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::super::texts::tests::with_kettle;
    use super::*;

    #[test]
    fn a_check_brings_its_code() {
        let aid = with_kettle(of);
        let off = Suspect(1, "off".into(), "Off".into(), "Is it on?".into(), "pressed kettle".into());
        assert_eq!(aid, Aid { first: String::new(), causes: vec![off] });
    }
}
