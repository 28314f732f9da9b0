//! In which versions of its program an error occurs.

use serde::{Deserialize, Serialize};

use crate::yaml::{Fields, Object};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Versions {
    pub affected: Option<String>,
    pub fixed: Option<String>,
}

impl Object for Versions {
    const NAME: &'static str = "versions";

    fn read(fields: &mut Fields<'_, '_>) -> Versions {
        Versions {
            affected: fields.get("affected", "The versions in which it was seen.", "2.1.116"),
            fixed: fields.get("fixed", "The version that fixed it.", "not stated"),
        }
    }
}
