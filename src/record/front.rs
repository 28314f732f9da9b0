//! The front matter: every field a record can have. What is asked for here is what exists; the schema and
//! `docs/record.md` are made from these same lines.

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::life::{Change, Retired};
use super::remark::Remark;
use super::signature::{self, Signature};
use super::versions::Versions;
use crate::choice;
use crate::evidence::{Mark, Status};
use crate::source::FileId;
use crate::vocabulary::Stated;
use crate::yaml::{Data, Day, Fields, Listed, Located, Named, Node, Object, Reader};

choice! {
    Retry { Yes = "yes", No = "no", AfterChange = "after-change", NotStated = "not-stated", }
}

choice! {
    Often {
        Common = "common",
        Sometimes = "sometimes",
        Rare = "rare",
        NeverSeen = "never-seen",
        NotStated = "not-stated",
    }
}

choice! { Purpose { Probe = "probe", Fix = "fix", Broken = "broken", } }

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CauseFacts {
    pub often: Option<Often>,
    pub evidence: Option<Status>,
    pub sources: Vec<Located<String>>,
    pub against: Vec<Located<String>>,
    pub checked: Option<Day>,
    pub risk: Option<Located<String>>,
}

impl CauseFacts {
    pub fn mark(&self) -> Mark {
        let keys = |list: &[Located<String>]| list.iter().map(|key| key.value.clone()).collect();
        let status = self.evidence.unwrap_or(Status::Unsupported);
        Mark { status, sources: keys(&self.sources), against: keys(&self.against) }
    }
}

impl Object for CauseFacts {
    const NAME: &'static str = "a cause";

    fn read(fields: &mut Fields<'_, '_>) -> CauseFacts {
        CauseFacts {
            often: fields.get("often", "How common it is.", "common"),
            evidence: fields.get("evidence", "How well it stands; required.", "documented"),
            sources: fields
                .get(
                    "sources",
                    "Keys of the sources that say so; required unless the status needs none.",
                    "[D-err]",
                )
                .unwrap_or_default(),
            against: fields
                .get("against", "Keys of the sources that contradict it.", "[D-beta]")
                .unwrap_or_default(),
            checked: fields.get(
                "checked",
                "When this cause was last checked, where it differs from the record.",
                "2026-11-20",
            ),
            risk: fields.get(
                "risk",
                "What its fix does to the reader's machine or account.",
                "changes-state",
            ),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodeFacts {
    pub purpose: Option<Purpose>,
    pub title: String,
}

impl Object for CodeFacts {
    const NAME: &'static str = "a code sample";

    fn read(fields: &mut Fields<'_, '_>) -> CodeFacts {
        CodeFacts {
            purpose: fields.need(
                "purpose",
                "What it is for: `probe` finds out, `fix` mends, `broken` shows the error.",
                "probe",
            ),
            title: fields
                .need("title", "What it does, in a few words.", "List the models this key can see")
                .unwrap_or_default(),
        }
    }
}

/// Everything between the dashes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Front {
    pub title: String,
    pub code: Option<Located<Code>>,
    pub draft: bool,
    pub internal: bool,
    pub summary: String,
    pub quick_fix: Option<String>,
    pub retry: Retry,
    pub wait: Option<Remark>,
    pub sender: Option<String>,
    pub apart: Option<Remark>,
    pub versions: Option<Versions>,
    pub exceptions: Vec<Located<String>>,
    pub category: Vec<String>,
    pub tags: Vec<Located<String>>,
    pub aliases: Vec<Located<String>>,
    pub retired: Option<Retired>,
    pub signatures: Vec<Located<Signature>>,
    pub noise: Vec<Located<String>>,
    /// What samples are expected to find, where that is not this record alone.
    pub samples: Named<Listed>,
    pub causes: Named<CauseFacts>,
    pub code_samples: Named<CodeFacts>,
    pub related: Vec<Located<String>>,
    pub created: Option<Day>,
    pub checked: Option<Day>,
    pub stale_after: Option<Day>,
    pub volatile: Option<String>,
    pub history: Vec<Change>,
    /// What the vocabulary has a facet for.
    pub facets: Vec<Stated>,
}

impl Object for Front {
    const NAME: &'static str = "a record";

    fn read(f: &mut Fields<'_, '_>) -> Front {
        let old_samples = f.moved("code", "code-samples").unwrap_or_default();
        Front {
            title: f
                .need("title", "The name of the error, as a reader would say it.", "403 permission_error")
                .unwrap_or_default(),
            code: f.get(
                "code",
                "The error code as the program prints it, unique in its program; it has an address of its own.",
                "ACME-1042",
            ),
            draft: flag(f, "draft", "`true`: not finished; `serve` shows it, `build` leaves it out."),
            internal: flag(
                f,
                "internal",
                "`true`: left out by `build` and `serve` unless they get `--internal`.",
            ),
            summary: f
                .need(
                    "summary",
                    "One sentence: what it is. Inline Markdown.",
                    "Your key was recognised; what it asked for is refused.",
                )
                .unwrap_or_default(),
            quick_fix: f.get(
                "quick-fix",
                "One sentence: what to do first. Inline Markdown.",
                "Read the `message`: it names the rule that refused.",
            ),
            retry: f
                .get("retry", "Whether the same request may succeed when sent again.", "after-change")
                .unwrap_or(Retry::NotStated),
            wait: f.get("wait", "When to send it again, and how long to go on.", ""),
            sender: f.get("sender", "Who answers with it, where several could.", "the network edge"),
            apart: f.get("apart", "What tells it from the errors that look like it.", ""),
            versions: f.get("versions", "Versions of the program.", "{ affected: \"2.1.116\" }"),
            exceptions: f
                .get(
                    "exceptions",
                    "Rows of shared tables with the exception class per SDK; shown under `## Reference` if no text shows them.",
                    "[sdk-exceptions/403]",
                )
                .unwrap_or_default(),
            category: f
                .get("category", "Where it stands below its program, from wide to narrow.", "[Permissions]")
                .unwrap_or_default(),
            tags: f
                .get("tags", "Words to find it by: lower case and hyphens.", "[beta-header]")
                .unwrap_or_default(),
            aliases: f
                .get("aliases", "Old ids, whose addresses lead here.", "[anthropic-api/403-forbidden]")
                .unwrap_or_default(),
            retired: f.get("retired", "For an error that no longer exists: the page stays.", ""),
            signatures: f
                .get("signatures", "How a paste is recognized.", "[\"cannot reach {host}\"]")
                .map(signature::plain)
                .unwrap_or_default(),
            noise: f
                .get(
                    "noise",
                    "Lines that often stand beside it and decide nothing.",
                    "[\"security find-generic-password\"]",
                )
                .unwrap_or_default(),
            samples: samples(f),
            causes: f
                .get("causes", "The causes in diagnostic order; each is described under `## Causes`.", "")
                .unwrap_or_default(),
            code_samples: f
                .get("code-samples", "The code samples in the folder beside the record.", "")
                .unwrap_or(old_samples),
            related: f
                .get(
                    "related",
                    "Other records or programs worth a look.",
                    "[anthropic-api/401-invalid-api-key]",
                )
                .unwrap_or_default(),
            created: f.get("created", "The day the record was written.", "2026-11-20"),
            checked: f.get("checked", "The day on which all of it was last checked.", "2026-11-20"),
            stale_after: f.get("stale-after", "The day after which it is due for a check.", "2027-02-20"),
            volatile: f.get("volatile", "What may change, in one sentence.", "The wording of the message."),
            history: f.get("history", "What changed and when, newest first.", "").unwrap_or_default(),
            // Last, when all built-in fields have been asked for.
            facets: f.others().into_iter().map(Stated::from).collect(),
        }
    }
}

fn flag(f: &mut Fields<'_, '_>, name: &'static str, help: &'static str) -> bool {
    f.get(name, help, "true").unwrap_or_default()
}

fn samples(f: &mut Fields<'_, '_>) -> Named<Listed> {
    let old = f.moved("collisions", "samples").unwrap_or_default();
    f.get(
        "samples",
        "What a sample must find, where that is not this record alone: every record, or `[]` for none.",
        "{ real.log: [anthropic-api/401-invalid-api-key, anthropic-api/connection-error] }",
    )
    .unwrap_or(old)
}

impl Front {
    /// That of a record whose front matter says nothing.
    pub(super) fn unknown(file: FileId) -> Front {
        let nothing = Node { data: Data::Map(Vec::new()), span: 0..0 };
        Reader::new(file, &mut Vec::new()).object(&nothing).expect("a mapping is an object")
    }

    /// What it says of a facet.
    pub fn facet<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> + use<'f> {
        self.facets.iter().find(|said| said.name.value == name).into_iter().flat_map(Stated::values)
    }

    pub fn status(&self) -> Option<u32> {
        self.facet("status").next()?.parse().ok()
    }

    /// By status; what has none comes last.
    pub fn by_status(&self) -> (bool, Option<u32>) {
        let status = self.status();
        (status.is_none(), status)
    }

    pub fn error_type(&self) -> Option<&str> {
        self.facet("type").next()
    }

    /// The sentences that lists of records show, by their fields.
    pub fn remarks(&self) -> impl Iterator<Item = (&'static str, &Remark)> {
        [("wait", &self.wait), ("apart", &self.apart)]
            .into_iter()
            .filter_map(|(name, remark)| Some((name, remark.as_ref()?)))
    }
}
