//! The lists of a tenant, followed page by page.

use std::collections::HashSet;

use crate::{
    client::Client,
    domain::{
        connection::{Connection, ConnectionQuery},
        failure::{Failure, FailureKind},
        request::PageOf,
        session::Session,
        space::Space,
    },
};

pub(super) struct Followed<T> {
    pub found: Vec<T>,
    /// Why what it does not have may exist all the same.
    pub cut: Option<Failure>,
}

/// Follows a list for as long as `take` wants more, and tells each thing once; whether all of it was told.
pub(super) async fn follow<T>(
    mut page: impl AsyncFnMut(Option<String>) -> Result<PageOf<T>, Failure>,
    id: impl Fn(&T) -> &str,
    mut take: impl AsyncFnMut(Vec<T>) -> bool,
) -> Result<bool, Failure> {
    let mut seen = HashSet::new();
    let (mut next, mut is_whole) = (None, true);
    loop {
        let PageOf { items: mut found, next: then, is_cut, .. } = page(next).await?;
        found.retain(|one| seen.insert(id(one).to_owned()));
        is_whole &= !is_cut;
        let brought = !found.is_empty();
        if !take(found).await {
            return Ok(false);
        }
        // A page that brings nothing new would be followed for ever.
        match then {
            Some(then) if brought => next = Some(then),
            Some(_) => return Ok(false),
            None => return Ok(is_whole),
        }
    }
}

async fn all<T>(
    asked: &'static str,
    page: impl AsyncFnMut(Option<String>) -> Result<PageOf<T>, Failure>,
    id: impl Fn(&T) -> &str,
) -> Result<Followed<T>, Failure> {
    let mut found = Vec::new();
    let is_whole = follow(page, id, async |mut more| {
        found.append(&mut more);
        true
    })
    .await?;
    let sentence = "The tenant did not send its whole list, so what is not in it may exist all the same.";
    let cut = (!is_whole).then(|| Failure::new(FailureKind::Unexpected(sentence.to_owned()), asked));
    Ok(Followed { found, cut })
}

/// All spaces, or those whose name contains this.
pub(super) async fn spaces(client: &Client, session: &Session, name: Option<&str>) -> Result<Followed<Space>, Failure> {
    let page = async |next: Option<String>| match (&next, name) {
        (None, Some(name)) => client.find_spaces(session, name).await,
        _ => client.spaces(session, next.as_deref()).await,
    };
    all("listing spaces", page, |space| &space.id.0).await
}

pub(super) async fn connections(
    client: &Client,
    session: &Session,
    listed: &ConnectionQuery,
) -> Result<Followed<Connection>, Failure> {
    let page = async |next: Option<String>| client.connections(session, listed, next.as_deref()).await;
    all("listing connections", page, |connection| &connection.id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a list brought whose pages are these, and whether it was all.
    async fn followed(pages: &[(&str, Option<usize>, bool)]) -> (String, bool) {
        let mut brought = String::new();
        let page = async |next: Option<String>| {
            let (found, next, is_cut) = pages[next.map_or(0, |next| next.parse().unwrap())];
            let next = next.map(|next: usize| next.to_string());
            Ok(PageOf { items: found.chars().map(String::from).collect(), next, is_cut, total: None })
        };
        let take = async |more: Vec<String>| {
            brought.push_str(&more.concat());
            true
        };
        let is_whole = follow(page, |one| one, take).await.unwrap();
        (brought, is_whole)
    }

    #[tokio::test]
    async fn a_list_is_followed_to_its_end_and_never_in_a_circle() {
        for (pages, brought, is_whole) in [
            (&[("", None, false)][..], "", true),
            (&[("ab", Some(1), false), ("bc", None, false)], "abc", true),
            (&[("ab", Some(1), false), ("", None, false)], "ab", true),
            (&[("ab", Some(1), false), ("c", None, true)], "abc", false),
            (&[("ab", Some(1), true), ("c", None, false)], "abc", false),
            (&[("ab", Some(1), false), ("cd", Some(0), false)], "abcd", false),
            (&[("", Some(0), false)], "", false),
        ] {
            assert_eq!(followed(pages).await, (brought.to_owned(), is_whole), "{pages:?}");
        }
    }

    #[tokio::test]
    async fn of_a_list_that_was_cut_nobody_says_what_it_does_not_have() {
        for is_cut in [false, true] {
            let page = async |_| Ok(PageOf { items: vec!["a".to_owned()], next: None, is_cut, total: None });
            let list = all("listing spaces", page, |one| one).await.unwrap();
            assert_eq!((list.found.as_slice(), list.cut.is_some()), (&["a".to_owned()][..], is_cut));
        }
    }
}
