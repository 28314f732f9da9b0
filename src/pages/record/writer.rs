//! The sections of a record as their template gets them.

use serde::Serialize;

use super::Model;
use crate::evidence::Status;
use crate::markdown::{Block, Numbering, Prose, plain};
use crate::pages::blocks::BlockView;
use crate::pages::frame::words;
use crate::record::{Cause, CauseFacts, Often, Remark};
use crate::theme::Theme;
use crate::vocabulary::{Meaning, SectionKind};

#[derive(Serialize)]
pub(super) struct SectionView<'m> {
    id: &'m str,
    title: &'m str,
    pub(super) kind: &'static str,
    /// Where on the page.
    at: &'static str,
    blocks: Vec<BlockView>,
    causes: Vec<CauseView>,
    /// Whether one of them is claimed and not supported.
    claims: bool,
    decisions: Vec<DecisionView>,
    questions: Vec<QuestionView>,
}

#[derive(Serialize)]
struct CauseView {
    id: String,
    number: usize,
    title: String,
    title_html: String,
    /// How to recognize it, without links.
    sign_html: Option<String>,
    often: Option<String>,
    claimed: bool,
    claim: Option<&'static str>,
    evidence_html: String,
    checked: Option<String>,
    blocks: Vec<BlockView>,
    check: Option<CheckView>,
    fixes: Vec<FixView>,
    undo: Option<Vec<BlockView>>,
    verify: Option<Vec<BlockView>>,
}

#[derive(Serialize)]
struct CheckView {
    blocks: Vec<BlockView>,
    outcomes: Vec<OutcomeView>,
    after: Vec<BlockView>,
}

#[derive(Serialize)]
struct OutcomeView {
    observation_html: String,
    meaning_html: String,
}

#[derive(Serialize)]
struct FixView {
    title: String,
    risk: Option<RiskView>,
    blocks: Vec<BlockView>,
}

#[derive(Serialize)]
struct RiskView {
    class: String,
    text: String,
}

#[derive(Serialize)]
struct DecisionView {
    question_html: String,
    answer_html: String,
    otherwise: bool,
}

#[derive(Serialize)]
struct QuestionView {
    id: String,
    question_html: String,
    blocks: Vec<BlockView>,
}

pub(super) struct Writer<'m, 'a> {
    pub(super) model: &'m Model<'a>,
    pub(super) theme: &'m Theme,
    pub(super) numbering: Numbering,
}

impl<'m> Writer<'m, '_> {
    pub(super) fn inline(&self, markdown: &str) -> String {
        self.model.shared.inline(markdown, &self.theme.highlighter)
    }

    pub(super) fn blocks(&mut self, prose: &Prose) -> Vec<BlockView> {
        self.model.shared.views(prose, &self.theme.highlighter, &mut self.numbering)
    }

    /// A text that stands beside its name: one paragraph needs no mark of its own there.
    fn cell(&mut self, prose: &Prose) -> Vec<BlockView> {
        match &prose.blocks[..] {
            [Block::Text { markdown, .. }] => vec![BlockView::Html { html: self.inline(markdown) }],
            _ => self.blocks(prose),
        }
    }

    /// A sentence of the front matter with its badge.
    pub(super) fn remark(&self, remark: &Remark) -> String {
        let badge = remark.mark().map(|mark| self.model.shared.links.badge(&mark));
        [Some(self.inline(&remark.text.value)), badge].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// A text of one paragraph.
    fn sentence(&self, prose: &Prose) -> String {
        prose
            .blocks
            .iter()
            .map(|block| match block {
                Block::Text { markdown, .. } => self.inline(markdown),
                _ => String::new(),
            })
            .collect()
    }

    pub(super) fn section(&mut self, kind: &'m SectionKind, prose: &Prose) -> SectionView<'m> {
        let body = &self.model.record.body;
        let mut view = SectionView {
            id: &kind.id,
            title: &kind.shown,
            at: at(kind),
            kind: "text",
            blocks: self.blocks(prose),
            causes: Vec::new(),
            claims: false,
            decisions: Vec::new(),
            questions: Vec::new(),
        };
        match kind.is {
            Meaning::Causes => {
                view.kind = "causes";
                view.causes =
                    body.causes.iter().enumerate().map(|(ix, cause)| self.cause(ix + 1, cause)).collect();
                view.claims = view.causes.iter().any(|cause| cause.claimed);
            }
            Meaning::Decide => {
                view.kind = "decide";
                view.decisions = body
                    .decisions
                    .iter()
                    .map(|decision| DecisionView {
                        question_html: self.sentence(&decision.question),
                        answer_html: self.sentence(&decision.answer),
                        otherwise: decision.otherwise,
                    })
                    .collect();
            }
            Meaning::Faq => {
                view.kind = "faq";
                view.questions = body
                    .questions
                    .iter()
                    .enumerate()
                    .map(|(ix, question)| QuestionView {
                        id: format!("q{}", ix + 1),
                        question_html: self.inline(&question.question),
                        blocks: self.blocks(&question.answer),
                    })
                    .collect();
            }
            _ => {}
        }
        view
    }

    fn cause(&mut self, number: usize, cause: &Cause) -> CauseView {
        let facts = &cause.facts;
        let mark = facts.mark();
        let claim = claim_text(mark.status);
        let mut blocks = self.blocks(&cause.prose);
        let sign_html = blocks.iter_mut().find_map(take_sign);
        CauseView {
            id: cause.id.value.clone(),
            number,
            title: plain(&cause.title),
            title_html: self.inline(&cause.title),
            sign_html,
            often: often_text(facts),
            claimed: claim.is_some(),
            claim,
            evidence_html: self.model.shared.links.badge(&mark),
            checked: facts
                .checked
                .as_ref()
                .filter(|day| Some(*day) != self.model.record.front.checked.as_ref())
                .map(|day| day.as_str().to_string()),
            blocks,
            check: cause.check.as_ref().map(|check| CheckView {
                blocks: self.blocks(&check.prose),
                outcomes: check
                    .outcomes
                    .iter()
                    .map(|outcome| OutcomeView {
                        observation_html: self.sentence(&outcome.observation),
                        meaning_html: self.sentence(&outcome.meaning),
                    })
                    .collect(),
                after: self.blocks(&check.after),
            }),
            fixes: cause
                .fixes
                .iter()
                .map(|fix| FixView {
                    title: fix.title.clone(),
                    risk: facts.risk.as_ref().map(|risk| RiskView {
                        class: risk.value.clone(),
                        text: self.model.vocabulary.risk_label(&risk.value).to_string(),
                    }),
                    blocks: self.blocks(&fix.prose),
                })
                .collect(),
            undo: cause.undo.as_ref().map(|text| self.cell(text)),
            verify: cause.verify.as_ref().map(|text| self.cell(text)),
        }
    }
}

/// What to do comes first, what else there is last.
fn at(kind: &SectionKind) -> &'static str {
    match kind.is {
        Meaning::Decide | Meaning::Causes => "first",
        Meaning::Faq => "questions",
        Meaning::LooksLike => "looks-like",
        _ if kind.fold => "folded",
        _ => "open",
    }
}

/// Takes the sign of a cause out of its text: the paragraph that begins with a `b`. It becomes part of what opens the
/// cause, where a link has no place.
fn take_sign(block: &mut BlockView) -> Option<String> {
    let BlockView::Html { html } = block else { return None };
    let start = html.find("<p><b>")?;
    let end = start + html[start..].find("</p>")?;
    let mut sign = html[start + "<p>".len()..end].to_string();
    html.replace_range(start..end + "</p>".len(), "");
    while let Some(start) = sign.find("<sup>") {
        let end = sign[start..].find("</sup>").map_or(sign.len(), |end| start + end + "</sup>".len());
        sign.replace_range(start..end, "");
    }
    while let Some(start) = sign.find("<a ") {
        let end = sign[start..].find('>').map_or(sign.len(), |end| start + end + 1);
        sign.replace_range(start..end, "");
    }
    Some(sign.replace("</a>", "").trim().to_string())
}

/// What stands above a cause that is not to be believed as it is.
pub fn claim_text(status: Status) -> Option<&'static str> {
    match status {
        Status::Unsupported => Some("Often claimed, not supported"),
        Status::Disputed => Some("Disputed"),
        _ => None,
    }
}

pub fn often_text(facts: &CauseFacts) -> Option<String> {
    facts.often.filter(|often| *often != Often::NotStated).map(|often| words(often.as_str()))
}
