//! What a record claims, one by one: its causes, its remarks, and whatever a mark stands behind.

use std::ops::Range;

use super::Record;
use crate::evidence::{self, Status};
use crate::markdown::Block;

/// Something that is claimed, and how well it stands.
pub struct Claim<'a> {
    /// The stretch of the file that it stands in.
    pub span: Range<u32>,
    /// A line of Markdown.
    pub text: &'a str,
    pub status: Option<Status>,
    pub sources: usize,
}

impl<'a> Claim<'a> {
    /// Where it stands in its file. What YAML folds stands there on other lines, and its mark on one of them.
    pub fn place(&self, file: &str) -> usize {
        let (start, end) = (self.span.start as usize, file.len().min(self.span.end as usize));
        let stretch = file.get(start..end).unwrap_or_default();
        let mark = || stretch.find(&self.text[self.text.rfind('{')?..]);
        start + stretch.find(self.text).or_else(mark).unwrap_or(0)
    }

    /// The line without what makes it an item of a list.
    pub fn words(&self) -> &'a str {
        self.text.trim_start_matches(['-', '>', ' '])
    }
}

impl Record {
    /// The claims whose status and number of sources are as wanted.
    pub fn claims(&self, wanted: impl Fn(Option<Status>, usize) -> bool) -> Vec<Claim<'_>> {
        let causes = self.body.causes.iter().map(|cause| Claim {
            span: cause.id.span.clone(),
            text: &cause.title,
            status: cause.facts.evidence,
            sources: cause.facts.sources.len(),
        });
        let remarks = self.front.remarks().map(|(_, remark)| Claim {
            span: remark.text.span.clone(),
            text: &remark.text.value,
            status: remark.evidence,
            sources: remark.sources.len(),
        });
        let mut claims: Vec<Claim<'_>> =
            causes.chain(remarks).filter(|claim| wanted(claim.status, claim.sources)).collect();
        let any =
            |marks: &[evidence::Mark]| marks.iter().any(|mark| wanted(Some(mark.status), mark.sources.len()));
        let texts = self.body.texts().into_iter().filter(|text| any(&text.marks));
        let texts = texts.flat_map(|text| text.blocks.iter().map(|block| (text.span.clone(), block)));
        let mut marked: Vec<(Range<u32>, &str)> = texts
            .filter_map(|(span, block)| {
                if let Block::Text { markdown, .. } = block { Some((span, markdown.as_str())) } else { None }
            })
            .collect();
        if self.inline.iter().any(|text| any(&text.marks)) {
            marked.extend(self.lines().into_iter().map(|text| (0..u32::MAX, text)));
        }
        for (span, text) in marked {
            for found in evidence::marks(text) {
                let Ok(mark) = found.mark else { continue };
                let (status, sources) = (Some(mark.status), mark.sources.len());
                if wanted(status, sources) {
                    claims.push(Claim {
                        span: span.clone(),
                        text: line_at(text, found.range.start),
                        status,
                        sources,
                    });
                }
            }
        }
        claims
    }
}

fn line_at(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    text[start..end].trim()
}

#[cfg(test)]
mod tests {
    use super::super::{RecordId, parse};
    use crate::evidence::Status;
    use crate::source::{FileId, Sources};

    #[test]
    fn causes_remarks_and_marks_are_claims() {
        let text = "---\ntitle: t\nsummary: \"It is. {disputed: D; against: E}\"\nwait: { text: Never, evidence: disputed, sources: [D, E] }\ncauses:\n  x: { evidence: disputed, sources: [D] }\n  y: { evidence: documented, sources: [D] }\n---\n\n## Short answer\n\n- Yes. {disputed: D}\n- No. {documented: D}\n\n## Causes\n### X {#x}\nIt may.\n### Y {#y}\nOr not. {disputed: D}\n";
        let sources = Sources::from_texts([("content/records/a/b.md", text)]);
        let id = RecordId::parse("a/b").expect("an id");
        let record = parse(
            FileId(0),
            sources.get(FileId(0)),
            id,
            &crate::vocabulary::Vocabulary::default(),
            &mut Vec::new(),
            &mut Vec::new(),
        );
        let record = record.expect("it can be read");
        let claims = record.claims(|status, _| status == Some(Status::Disputed));
        let told: Vec<(usize, &str)> = claims
            .iter()
            .map(|claim| (text[..claim.place(text)].matches('\n').count() + 1, claim.words()))
            .collect();
        let wanted = [
            (16, "X"),
            (4, "Never"),
            (12, "Yes. {disputed: D}"),
            (19, "Or not. {disputed: D}"),
            (3, "It is. {disputed: D; against: E}"),
        ];
        assert_eq!(told, wanted);
        let folded = text.replace("\"It is. {", "\"It\n  is. {");
        let place = claims.last().expect("there are some").place(&folded);
        assert_eq!(folded[place..].lines().next(), Some("{disputed: D; against: E}\""));
    }
}
