//! `content/site.yaml`: what is the site's own.

use crate::problem::{Place, Problem, Rule};
use crate::source::FileId;
use crate::yaml::{Fields, Located, Named, Object, Reader, parse as parse_yaml};

#[derive(Clone, Debug, Default)]
pub struct Site {
    pub file: Option<FileId>,
    pub title: String,
    pub tagline: String,
    pub description: String,
    pub language: String,
    pub url: Option<Located<String>>,
    pub repository: Option<Located<String>>,
    pub branch: String,
    pub programs: Named<Program>,
}

#[derive(Clone, Debug)]
pub struct Program {
    pub title: String,
    pub vendor: Option<String>,
    pub summary: String,
    pub url: Option<Located<String>>,
}

impl Object for Program {
    const NAME: &'static str = "a program";

    fn read(fields: &mut Fields<'_, '_>) -> Program {
        Program {
            title: fields
                .need("title", "The name of the software that prints the errors.", "Anthropic API")
                .unwrap_or_default(),
            vendor: fields.get("vendor", "Who makes it.", "Anthropic"),
            summary: fields
                .need("summary", "One sentence: which errors these are.", "Answers of the API.")
                .unwrap_or_default(),
            url: fields.get("url", "Its own documentation.", "https://example.org/docs"),
        }
    }
}

impl Object for Site {
    const NAME: &'static str = "the site";

    fn read(fields: &mut Fields<'_, '_>) -> Site {
        Site {
            file: None,
            title: fields.need("title", "The name of the site.", "Claude errors").unwrap_or_default(),
            tagline: fields
                .need("tagline", "One line under the name.", "Paste the error. Get the fix.")
                .unwrap_or_default(),
            description: fields
                .need(
                    "description",
                    "One sentence for search engines.",
                    "Every error, its cause and its fix.",
                )
                .unwrap_or_default(),
            language: fields
                .get("language", "The language of the texts, as a BCP 47 tag.", "en")
                .unwrap_or_else(|| "en".into()),
            url: fields.get(
                "url",
                "Where the site is published; `explain` prints it.",
                "https://example.org/errors",
            ),
            repository: fields.get(
                "repository",
                "Where the content lives; gives each page links to improve it.",
                "https://github.com/you/my-errors",
            ),
            branch: fields
                .get("branch", "The branch that such links lead to.", "main")
                .unwrap_or_else(|| "main".into()),
            programs: fields
                .need(
                    "programs",
                    "The programs by id: the folders below `content/records`.",
                    "{ my-api: { title: My API, summary: Its answers. } }",
                )
                .unwrap_or_default(),
        }
    }
}

pub(super) fn parse(file: FileId, text: &str, problems: &mut Vec<Problem>) -> Option<Site> {
    let node = parse_yaml(text, 0..text.len(), file, problems)?;
    let mut site = Reader::new(file, problems).object::<Site>(&node)?;
    let programs = site.programs.0.iter_mut().map(|(_, program)| &mut program.url);
    for url in [&mut site.repository, &mut site.url].into_iter().chain(programs) {
        url.take_if(|url| !check_url(file, url, problems));
    }
    Some(Site { file: Some(file), ..site })
}

/// Addresses that a page will link to are plain web addresses. Others are told and then forgotten: `serve` shows pages
/// whatever is wrong with them.
pub(super) fn check_url(file: FileId, url: &Located<String>, problems: &mut Vec<Problem>) -> bool {
    let web = url.value.starts_with("https://") || url.value.starts_with("http://");
    let plain = !url.value.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c));
    if !(web && plain) {
        problems.push(
            Problem::new(
                Rule::UnsafeLink,
                file,
                Place::Span(url.span.clone()),
                format!("`{}` is no web address", url.value),
            )
            .hint("write it as `https://…`"),
        );
    }
    web && plain
}
