//! A GitHub issue, as `gh issue view N --json …` prints it, to the subject of a draft. Everything in it was written by
//! strangers: it is quoted, bounded and masked, and never taken for more than text.

mod environment;
pub mod markdown;
mod pastes;
mod shift;

pub use pastes::{Block, blocks, find_all};

use serde::Deserialize;

use crate::base::KnowledgeBase;
use crate::draft::{Origin, Paste, Signature, Subject, noise, paste};
use crate::record::RecordId;
use crate::yaml::Day;

/// An issue with all that `gh` was asked for; whatever is missing or null is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    pub number: u64,
    #[serde(default, deserialize_with = "masked")]
    pub title: String,
    #[serde(default, deserialize_with = "masked")]
    pub body: String,
    #[serde(default, deserialize_with = "or_default")]
    pub author: Author,
    #[serde(default, deserialize_with = "or_default")]
    pub created_at: String,
    #[serde(default, deserialize_with = "or_default")]
    pub closed_at: String,
    #[serde(default, deserialize_with = "or_default")]
    pub comments: Vec<Comment>,
    #[serde(default, deserialize_with = "or_default")]
    pub labels: Vec<Label>,
    #[serde(default, deserialize_with = "or_default")]
    pub state: String,
    /// As it is, or it would lead elsewhere: it is refused unless it is the `address` of an issue.
    pub url: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct Author {
    #[serde(default, deserialize_with = "masked")]
    pub login: String,
    #[serde(default)]
    pub is_bot: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    #[serde(default, deserialize_with = "or_default")]
    pub author: Author,
    #[serde(default, deserialize_with = "or_default")]
    pub author_association: String,
    #[serde(default, deserialize_with = "masked")]
    pub body: String,
    #[serde(default, deserialize_with = "or_default")]
    pub created_at: String,
    #[serde(default, deserialize_with = "masked")]
    pub url: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct Label {
    #[serde(default, deserialize_with = "masked")]
    pub name: String,
}

/// `null` is what a deleted account or an empty body becomes.
fn or_default<'de, D: serde::Deserializer<'de>, T: Default + Deserialize<'de>>(
    from: D,
) -> Result<T, D::Error> {
    Option::<T>::deserialize(from).map(Option::unwrap_or_default)
}

/// Whatever may be quoted is masked before anyone can read it, so nobody after this has to think of it.
fn masked<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    or_default(from).map(|text: String| paste::masked(&text))
}

/// What was made of an issue: the subject of a draft, and the signatures of further forms of the error.
pub struct Import {
    pub subject: Subject,
    pub forms: Vec<Signature>,
}

/// The owner, the repository and the number in the address of an issue, if it is one.
pub fn address(url: &str) -> Option<(&str, &str, &str)> {
    let plain = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    let parts: Vec<&str> = url.strip_prefix("https://")?.split('/').collect();
    match parts.as_slice() {
        [host, owner, repository, "issues" | "pull" | "discussions", number]
            if [host, owner, repository].into_iter().all(|part| plain(part))
                && number.parse::<u64>().is_ok() =>
        {
            Some((owner, repository, number))
        }
        _ => None,
    }
}

/// The version that the text of an issue names.
pub fn version(body: &str) -> Option<String> {
    environment::read(body).version
}

/// The program that the issue is about, where the base has one of that name, or only one.
pub fn program<'a>(issue: &Issue, base: &'a KnowledgeBase) -> Option<&'a str> {
    let (owner, repository, _) = address(&issue.url)?;
    let mut programs: Vec<&str> = base.site.programs.names().collect();
    let named = programs
        .iter()
        .copied()
        .find(|name| repository.eq_ignore_ascii_case(name) || owner.eq_ignore_ascii_case(name));
    named.or_else(|| programs.pop().filter(|_| programs.is_empty()))
}

/// The error that the issue is about, for asking whether it has a record.
pub fn first_paste(issue: &Issue, base: &KnowledgeBase) -> Option<String> {
    pastes::found(issue, &noise(base)).into_iter().next().map(|found| found.text)
}

/// The subject of a draft about the issue.
pub fn import(issue: &Issue, id: RecordId, on: Day, base: &KnowledgeBase) -> Import {
    let mut subject = Subject::new(id, on);
    subject.title = Some(issue.title.clone()).filter(|title| title.chars().any(char::is_alphanumeric));
    subject.origins = vec![origin(issue, base, &subject.on)];
    let facts = environment::read(&issue.body);
    (subject.os, subject.surfaces, subject.version) = (facts.os, facts.surfaces, facts.version);
    let labels: Vec<String> = issue.labels.iter().map(|label| paste::one_line(&label.name)).collect();
    if !labels.is_empty() {
        subject.notes.push(format!("Labels: {}", labels.join(", ")));
    }
    subject.notes.extend(facts.others);
    let sorted = pastes::sorted(pastes::found(issue, &noise(base)), base);
    subject.pastes = sorted.samples.into_iter().map(|(name, text)| Paste { name, text }).collect();
    subject.notes.extend(sorted.notes);
    subject.notes.extend(issue.comments.iter().filter_map(remark));
    Import { subject, forms: sorted.forms }
}

/// Texts of one error as samples, and the signatures of its other forms: the one with holes for what varies between the
/// texts, if it finds them all, else one for each text that the first does not find.
pub fn samples(
    texts: &[String],
    general: Option<Signature>,
    base: &KnowledgeBase,
) -> (Vec<Paste>, Vec<Signature>) {
    let sorted = pastes::sorted(pastes::of_texts(texts, &noise(base)), base);
    let named = (1..).zip(sorted.samples);
    let samples = named.map(|(number, (_, text))| Paste { name: format!("example-{number}.txt"), text });
    let general = general.filter(|general| find_all(general, texts));
    (samples.collect(), general.map_or(sorted.forms, |general| vec![general]))
}

/// The issue as a source: known already, or an entry for the register, named as its siblings are.
pub fn origin(issue: &Issue, base: &KnowledgeBase, on: &Day) -> Origin {
    let known = base
        .sources
        .0
        .iter()
        .find(|(_, source)| source.url.as_ref().is_some_and(|url| url.value == issue.url));
    if let Some((key, _)) = known {
        return Origin { key: key.value.clone(), entry: None };
    }
    let (owner, repository, number) = address(&issue.url).unwrap_or(("", "", ""));
    let folder = issue.url.trim_end_matches(number);
    let sibling = base.sources.0.iter().find_map(|(key, source)| {
        let theirs = source.url.as_ref()?.value.strip_prefix(folder)?;
        key.value.strip_suffix(theirs).filter(|prefix| prefix.ends_with('#'))
    });
    let key = match sibling {
        Some(prefix) => format!("{prefix}{number}"),
        None => format!("{owner}/{repository}#{number}"),
    };
    let date = day_of(&issue.created_at);
    let posted = date.map_or_else(|| "undated: true".to_string(), |date| format!("posted: {date}"));
    let note = state(issue, on);
    let entry = format!(
        "{:?}:\n  title: {repository} issue {number}\n  url: {}\n  kind: report\n  {posted}\n  note: {note}\n",
        key, issue.url
    );
    Origin { key, entry: Some(entry) }
}

/// Whether the issue was open on the day of the draft. The day on which it was closed is told by the issue alone.
fn state(issue: &Issue, on: &Day) -> String {
    match (issue.state.to_ascii_lowercase().as_str(), day_of(&issue.closed_at)) {
        ("open", _) => format!("Open on {}.", on.as_str()),
        ("closed", Some(day)) => format!("Closed on {day}."),
        ("closed", None) => "Closed.".to_string(),
        _ => "Of unknown state.".to_string(),
    }
}

/// The day of a time as GitHub writes it.
fn day_of(time: &str) -> Option<&str> {
    time.get(..10).filter(|day| Day::parse(day).is_some_and(|day| day.is_exact()))
}

/// How much of a comment is quoted.
const QUOTED: usize = 300;

/// What people say when something helped.
const HELPED: [&str; 14] = [
    "worked for me",
    "works for me",
    "this worked",
    "that worked",
    "fixed it",
    "fixed by",
    "fixed this",
    "solved",
    "workaround",
    "resolved by",
    "resolved it",
    "the solution",
    "did the trick",
    "this helped",
];

/// A comment that the author of the record should judge: by a maintainer, or one that says what helped.
fn remark(comment: &Comment) -> Option<String> {
    if comment.author.is_bot || comment.author.login.ends_with("[bot]") {
        return None;
    }
    let maintainer = matches!(comment.author_association.as_str(), "MEMBER" | "OWNER" | "COLLABORATOR");
    let lower = comment.body.to_lowercase();
    let helped = HELPED.iter().any(|words| lower.contains(words));
    let who = match (maintainer, helped) {
        (true, _) => "maintainer",
        (false, true) => "it helped",
        _ => return None,
    };
    let words = paste::one_line(&comment.body);
    let cut = words.char_indices().nth(QUOTED).map_or(words.len(), |(at, _)| at);
    let more = if cut < words.len() { " …" } else { "" };
    let day = day_of(&comment.created_at).unwrap_or("undated");
    let login: String =
        comment.author.login.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-').collect();
    let place = Some(comment.url.as_str())
        .filter(|url| url.starts_with("https://") && !url.contains(char::is_whitespace));
    let place = place.map(|url| format!(" {url}")).unwrap_or_default();
    Some(format!("{day}, {who} ({login}): “{}{more}”{place}", &words[..cut]))
}
