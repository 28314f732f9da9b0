//! Who gets to see a record: the public, or only those who write, or only the owner's own people.

use super::Front;

/// What a build shows, or what a record is limited to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Scope {
    pub drafts: bool,
    pub internal: bool,
}

impl Scope {
    pub const PUBLIC: Scope = Scope { drafts: false, internal: false };
    /// For those who check and write.
    pub const EVERYTHING: Scope = Scope { drafts: true, internal: true };

    /// Whether a reader who sees this sees the other too.
    pub fn covers(self, other: Scope) -> bool {
        (self.drafts || !other.drafts) && (self.internal || !other.internal)
    }

    /// In one word for lists and badges; none if it is public.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Scope { drafts: true, internal: true } => Some("internal draft"),
            Scope { drafts: true, internal: false } => Some("draft"),
            Scope { drafts: false, internal: true } => Some("internal"),
            Scope { drafts: false, internal: false } => None,
        }
    }

    /// What a record of this scope is.
    pub fn phrase(self) -> &'static str {
        if self.drafts { "a draft" } else { "internal" }
    }
}

impl Front {
    pub fn scope(&self) -> Scope {
        Scope { drafts: self.draft, internal: self.internal }
    }
}
