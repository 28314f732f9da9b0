//! The sections a record can have: their headings, their addresses on the page, and their order there.

use serde::{Deserialize, Serialize};

use crate::markdown::Prose;

macro_rules! sections {
    ($($variant:ident $heading:literal $id:literal $help:literal;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum SectionKind { $(#[serde(rename = $id)] $variant,)* }

        impl SectionKind {
            /// In the order of the page.
            pub const ALL: &'static [SectionKind] = &[$(SectionKind::$variant,)*];

            pub fn heading(self) -> &'static str {
                match self { $(SectionKind::$variant => $heading,)* }
            }

            pub fn id(self) -> &'static str {
                match self { $(SectionKind::$variant => $id,)* }
            }

            pub fn help(self) -> &'static str {
                match self { $(SectionKind::$variant => $help,)* }
            }
        }
    };
}

sections! {
    ShortAnswer "Short answer" "short-answer" "The thirty seconds: a few bullets, each with its evidence.";
    LooksLike "What it looks like" "looks-like" "The message in each form and variant, as error text.";
    Means "What it means" "means" "What the program is telling.";
    Why "Why it happens" "why" "The mechanism behind it.";
    Causes "Causes" "causes" "In diagnostic order, the cheapest and most telling check first.";
    Decide "Decide" "decide" "Question → cause or record, ending with an else.";
    Contrast "Not to be confused with" "contrast" "Siblings, and what tells them apart.";
    Platforms "Platform checks" "platforms" "What is special to a platform or a tool.";
    Steps "Step by step" "step-by-step" "The way through, for whoever wants to be led.";
    DoNot "What not to do" "do-not" "What costs time or makes it worse.";
    Retries "Retries" "retries" "What retries it, how often, and whether that helps.";
    Code "Code" "code" "Code samples that belong to no single cause.";
    Reference "Reference" "reference" "Tables.";
    Prevent "How to prevent it" "prevent" "So that it does not come back.";
    Faq "FAQ" "faq" "Real questions; each answer with its evidence.";
    Private "Private notes" "private" "For authors; never published.";
}

#[derive(Clone, Debug)]
pub struct Section {
    pub kind: SectionKind,
    pub prose: Prose,
}
