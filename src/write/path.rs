//! The path of a file in a site, checked once, where it comes in: nothing of this type leads out of the site.

use std::borrow::Borrow;
use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

use super::manifest;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct SitePath(String);

impl SitePath {
    /// The folder it lies in; `""` is the site itself.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SitePath {
    type Error = String;

    fn try_from(path: String) -> Result<SitePath, String> {
        let odd = |c: char| c == '\\' || c == ':' || c.is_control();
        let upward = path.split('/').any(|part| matches!(part, "" | "." | ".."));
        if upward || path.contains(odd) || path == manifest::NAME {
            return Err(format!("`{}` is not a valid path for a page", path.escape_debug()));
        }
        Ok(SitePath(path))
    }
}

impl Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Display for SitePath {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
