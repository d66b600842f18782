//! Answers files: what the wizard asked once, written down so that a file makes it again. Pure: it reads no file, resolves no
//! reference, and knows neither screens nor HTTP.
//!
//! * [`read`] takes the texts of all files and gives documents or **all** faults, in this order: `syntax` (TOML or JSON to a tree with
//!   places), `shape` (a walk along the schema), then the types of `file` (of the sound parts, where the shape is wrong: `salvage`), then
//!   `rules` (what a schema cannot say).
//! * [`Document`] is one file that was read; [`items`](Document::items) are its connections, one for each space, with the place in
//!   the file for what the tenant says later.
//! * A [`Reference`](file::Reference) is what stands for a secret; who resolves them (`unattended`) does so before the first write, and
//!   gives [`Resolved`]. [`entered`] then makes what travels for a property, by the same fields as in the wizard.
//! * [`write`](mod@write) is the way back: a file with comments from a draft, for a source, or from a connection.

pub mod existing;
mod fault;
pub mod file;
mod fill;
mod items;
mod rules;
mod salvage;
mod shape;
mod syntax;
mod tree;
mod value;
pub mod write;

#[cfg(test)]
mod tests;

use tree::{Node, To};

pub use fault::{Fault, nearest};
pub use fill::{Unusable, entered};
pub use items::{FaultPlace, Item};
pub use rules::{Plain, Referral};
pub use shape::SCHEMA;
pub use value::{Content, Resolved};

/// A file may have so many bytes: some thousands of connections.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// A file as it was found.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Its name, as it was given; `-` for standard input.
    pub name: &'a str,
    /// What stands in it.
    pub text: &'a str,
}

/// A file that was read, and is sound as far as that can be known without the tenant.
#[derive(Clone)]
pub struct Document {
    /// The name of the file, as it was given.
    pub name: String,
    pub answers: file::Answers,
    text: String,
    tree: Node,
}

/// What reading all files brought: faults and warnings, and the documents where there is no fault.
pub struct ReadFiles {
    /// All faults and warnings, by file and place.
    pub faults: Vec<Fault>,
    /// The documents; those of files with faults in their shape are missing.
    pub documents: Vec<Document>,
}

impl ReadFiles {
    /// Whether anything is wrong, and not only odd.
    pub fn is_bad(&self) -> bool {
        self.faults.iter().any(|fault| !fault.is_warning)
    }
}

/// Reads files, all of them, and finds everything that is wrong with any.
pub fn read(sources: &[Source<'_>], plain: Plain) -> ReadFiles {
    let mut faults = Vec::new();
    let mut documents = Vec::new();
    let mut unsound = Vec::new();
    for source in sources {
        let (document, found) = one(source);
        if found.iter().any(|fault| !fault.is_warning) {
            unsound.push(source.name);
        }
        faults.extend(found);
        documents.extend(document);
    }
    let mut more = rules::check(&documents, plain);
    // What is missing there may be what was left out.
    more.retain(|fault| !(fault.is_warning && unsound.contains(&fault.file.as_str())));
    faults.extend(more);
    documents.retain(|document| !unsound.contains(&document.name.as_str()));
    let order = |fault: &Fault| sources.iter().position(|source| source.name == fault.file);
    faults.sort_by_key(|fault| (order(fault), fault.line, fault.column));
    faults.dedup();
    ReadFiles { faults, documents }
}

fn one(source: &Source<'_>) -> (Option<Document>, Vec<Fault>) {
    let mut faults = fault::Faults::new(source.name, source.text);
    if source.text.len() > LARGEST {
        faults.add(
            &(0..0),
            format!("the file has more than {} MiB; no answers file is that large", LARGEST / 1024 / 1024),
        );
        return (None, faults.found);
    }
    let Some(tree) = syntax::read(source.name, source.text, &mut faults) else { return (None, faults.found) };
    let is_whole = faults.found.is_empty();
    shape::check(&tree, &mut faults);
    let (tree, mut answers) = if let Ok(answers) = serde_json::from_value::<file::Answers>(tree.value()) {
        (tree, answers)
    } else {
        // Its message may hold a value. The walk has found what is wrong, and this is never reached without.
        if is_whole && faults.found.is_empty() {
            faults.add(&(0..0), "this is not an answers file");
        }
        let Some(sound) = salvage::salvage(&tree) else { return (None, faults.found) };
        sound
    };
    answers.number_prompts();
    let (name, text) = (source.name.to_owned(), source.text.to_owned());
    (Some(Document { name, answers, text, tree }), faults.found)
}

impl Document {
    /// The file as plain JSON.
    pub fn plain(&self) -> serde_json::Value {
        self.tree.value()
    }

    fn fault(&self, way: &[To<'_>], text: String, is_warning: bool) -> Fault {
        let mut faults = fault::Faults::new(&self.name, &self.text);
        let place = self.tree.place(way);
        faults.push(&place, text, is_warning);
        faults.found.remove(0)
    }
}
