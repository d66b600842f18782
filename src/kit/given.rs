//! An answers file that the wizard begins with.

use std::{fmt, path::Path};

use crate::answers::{Document, Resolved};

/// The file, and what its references stand for.
pub struct GivenFile {
    pub document: Document,
    pub resolved: Resolved,
}

impl GivenFile {
    /// A path of the file, which is relative to it.
    pub fn beside(&self, path: &str) -> String {
        if path.starts_with('~') || Path::new(path).is_absolute() {
            return path.to_owned();
        }
        let folder = Path::new(&self.document.name).parent().unwrap_or(Path::new(""));
        folder.join(path).to_string_lossy().into_owned()
    }
}

/// Names the file. A secret may stand in it.
impl fmt::Debug for GivenFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GivenFile({})", self.document.name)
    }
}
