//! `opensearch.xml`: lets a browser offer the site's search in its address bar.

use super::{Setting, xml};
use crate::route::{Address, Page};

/// The most that the format allows for the short name and for the description, in characters.
const NAME: usize = 16;
const DESCRIPTION: usize = 1024;

pub fn description(setting: &Setting<'_>, address: &Address) -> String {
    let site = &setting.base.site;
    let cut = |text: &str, most: usize| xml(text.chars().take(most).collect::<String>().trim());
    let icon = setting.path(Page::Asset(u32::try_from(setting.theme.icon).unwrap_or(u32::MAX)));
    // The words stand behind the hash, so that not even the host gets to know what is looked for.
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">
<ShortName>{}</ShortName>
<Description>{}</Description>
<InputEncoding>UTF-8</InputEncoding>
<Image type=\"image/svg+xml\">{}</Image>
<Url type=\"text/html\" template=\"{}#q={{searchTerms}}\"/>
</OpenSearchDescription>
",
        cut(&site.title, NAME),
        cut(&site.description, DESCRIPTION),
        xml(&address.of(&icon)),
        xml(&address.of(&setting.path(Page::Search))),
    )
}
