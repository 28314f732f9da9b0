//! The rules a record is held to. Each has a page of its own in `content/records/errbook/<name>.md`, so that our own
//! errors are explained like everybody else's.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One list gives the enum, the names and the severities, so that none can be forgotten.
macro_rules! rules {
    ($($variant:ident $name:literal $severity:ident $what:literal;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Rule { $(#[doc = $what] $variant,)* }

        impl Rule {
            pub const ALL: &'static [Rule] = &[$(Rule::$variant,)*];

            pub fn name(self) -> &'static str {
                match self { $(Rule::$variant => $name,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Rule::$variant => Severity::$severity,)* }
            }

            /// What the rule asks for, in one sentence.
            pub fn what(self) -> &'static str {
                match self { $(Rule::$variant => $what,)* }
            }
        }
    };
}

rules! {
    UnreadableFile "unreadable-file" Error "Every file of the content folder can be read.";
    NotUtf8 "not-utf8" Error "Files are UTF-8 text.";
    FileTooLarge "file-too-large" Error "A content file is at most 1 MiB.";
    NotAFile "not-a-file" Error "Content is made of plain files, not of links or devices.";
    BadName "bad-name" Error "File and folder names are lower-case letters, digits and hyphens.";
    EmptyFile "empty-file" Error "A file says something.";
    MissingFrontMatter "missing-front-matter" Error "A record begins with YAML between two lines of `---`.";
    BadYaml "bad-yaml" Error "The YAML can be read.";
    DuplicateKey "duplicate-key" Error "A key stands once in its mapping.";
    UnknownField "unknown-field" Error "Only fields that mean something are written.";
    MissingField "missing-field" Error "Required fields are there.";
    WrongType "wrong-type" Error "A field holds the kind of value it is for.";
    BadValue "bad-value" Error "A value is one of those that the field knows.";
    UnknownSection "unknown-section" Error "Second-level headings are those of a record.";
    DuplicateSection "duplicate-section" Error "A section stands once.";
    EmptySection "empty-section" Error "A section says something.";
    BadDirective "bad-directive" Error "A `{{ … }}` line is a table, code or a piece.";
    BadMark "bad-mark" Error "An evidence mark has a known status and names its sources.";
    DanglingReference "dangling-reference" Error "What is referred to exists.";
    HiddenReference "hidden-reference" Error "What is public refers to nothing that a build leaves out.";
    UnsafeLink "unsafe-link" Error "Links are https, http, mailto, relative, or of the base.";
    BadImage "bad-image" Error "An image is a PNG, JPEG, GIF, WebP or plain SVG file of known size, with words that stand for it.";
    DuplicateId "duplicate-id" Error "An id names one thing.";
    DuplicateTitle "duplicate-title" Error "A title names one record.";
    LostAddress "lost-address" Error "An address that a site once had leads somewhere.";
    CauseWithoutSection "cause-without-section" Error "A cause in the front matter is described under Causes.";
    SectionWithoutCause "section-without-cause" Error "A cause under Causes stands in the front matter.";
    ClaimWithoutStatus "claim-without-status" Error "A claim has a status: documented, reported, disputed and so on.";
    ClaimWithoutSource "claim-without-source" Error "A claim names the sources that it rests on.";
    TableWithoutDate "table-without-date" Error "A table says as of when it holds.";
    DecisionWithoutElse "decision-without-else" Error "A decision list ends with an else.";
    CheckWithoutOutcomes "check-without-outcomes" Error "A check says what each outcome means.";
    FixWithoutUndo "fix-without-undo" Error "A fix that destroys credentials says how to undo it.";
    Mojibake "mojibake" Error "Text is not garbled by a wrong encoding.";
    InvisibleCharacter "invisible-character" Error "Text holds no control or direction-changing characters.";
    MissingSignature "missing-signature" Warning "A record has a signature or a code, so that a paste can find it.";
    RegexInSignature "regex-in-signature" Warning "A signature is literal text with holes, not a regular expression.";
    PlainArrow "plain-arrow" Warning "An arrow between a finding and its meaning is written `→`.";
    WeakSignature "weak-signature" Error "A signature tells its error from ordinary text.";
    SignatureClash "signature-clash" Error "No signature is a part of another record's.";
    SampleNotMatched "sample-not-matched" Error "A record's sample finds the record first.";
    SampleStolen "sample-stolen" Error "A record's sample is claimed by no other record.";
    PrivateText "private-text" Error "What is meant for authors stands under Private notes.";
    UnknownValue "unknown-value" Error "A model id or header value stands in a table, a source or `known.yaml`.";
    SameSentence "same-sentence" Warning "A thing is said once and linked to from elsewhere.";
    Filler "filler" Warning "A sentence tells the reader something.";
    CheckWithoutSource "check-without-source" Warning "A new `checked` day has a newly read source or an entry in the history.";
    Stale "stale" Warning "A record or table is checked again before its `stale-after` day has passed.";
    LongLine "long-line" Warning "A line of code is short enough to be colored.";
    RecordTooLong "record-too-long" Warning "A record has at most 1,200 words of prose.";
    RawHtml "raw-html" Warning "HTML in a text is one of a few elements; all other is shown as it is written.";
    LostFootnote "lost-footnote" Warning "A footnote has a mark and a note in the same section.";
    UnusedFile "unused-file" Warning "A file beside a record is used by it.";
    RecordWithoutSample "record-without-sample" Warning "A record has a real paste as its sample.";
}

impl Rule {
    /// Whether it keeps what is published safe, or keeps what is read from being misread: no base can lower it.
    pub fn is_of_safety(self) -> bool {
        matches!(
            self,
            Rule::UnreadableFile
                | Rule::NotUtf8
                | Rule::FileTooLarge
                | Rule::NotAFile
                | Rule::MissingFrontMatter
                | Rule::BadYaml
                | Rule::DuplicateKey
                | Rule::DuplicateId
                | Rule::UnsafeLink
                | Rule::InvisibleCharacter
                | Rule::PrivateText
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    #[test]
    fn names_are_the_variants_in_kebab_case() {
        for rule in Rule::ALL {
            let mut kebab = String::new();
            for (ix, c) in format!("{rule:?}").chars().enumerate() {
                if c.is_uppercase() && ix > 0 {
                    kebab.push('-');
                }
                kebab.push(c.to_ascii_lowercase());
            }
            assert_eq!(rule.name(), kebab);
        }
    }
}
