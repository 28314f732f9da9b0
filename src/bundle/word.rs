//! A search by words and facets, for those who have no paste.

use super::Line;

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// In small letters.
    words: Vec<String>,
    facets: Vec<String>,
}

/// A record that was found.
#[derive(Clone, Debug)]
pub struct Match {
    pub line: Line,
    pub score: u32,
}

impl Query {
    /// Words; `name:value` among them narrows the search.
    pub fn parse(text: &str) -> Query {
        let mut query = Query::default();
        for word in text.split_whitespace() {
            let is_facet = word.split_once(':').is_some_and(|(name, value)| {
                !value.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            });
            if is_facet {
                query.facets.push(word.to_string());
            } else {
                let ends = |c: char| !c.is_alphanumeric();
                query
                    .words
                    .extend(Some(word.trim_matches(ends).to_lowercase()).filter(|word| !word.is_empty()));
            }
        }
        query
    }

    #[must_use]
    pub fn with_facet(mut self, name: &str, value: &str) -> Query {
        self.facets.push(format!("{name}:{value}"));
        self
    }

    /// How well a record fits: every facet, and every word somewhere.
    pub(super) fn try_on(&self, line: Line) -> Option<Match> {
        if !self.facets.iter().all(|facet| line.facets.contains(facet)) {
            return None;
        }
        let (title, summary) = (line.title.to_lowercase(), line.summary.to_lowercase());
        let code = line.code.as_deref().unwrap_or_default().to_lowercase();
        let score = self.words.iter().map(|word| {
            let places = [
                (code == *word, 100),
                (title.contains(word), 10),
                (line.id.contains(word), 5),
                (line.tags.iter().any(|tag| tag.contains(word)), 5),
                (line.facets.iter().any(|facet| facet.ends_with(word.as_str())), 3),
                (summary.contains(word), 2),
            ];
            let points = places.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum::<u32>();
            (points > 0).then_some(points)
        });
        let score = score.sum::<Option<u32>>()?;
        Some(Match { line, score })
    }
}
