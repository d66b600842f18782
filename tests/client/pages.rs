//! Lists that come page by page, and one that does not end.

use qonnect::domain::{
    failure::FailureKind,
    setup::{PartLookup, WantedParts},
};

use crate::common::{Act, Raw, client, in_time, json, session, words};

/// So many pages, each of which leads to another one; one client is on the page of this number.
fn pages(count: usize, at: usize) -> Vec<Act> {
    let page = |number: usize| {
        let name = if number == at { "ours" } else { "another" };
        let data = format!(r#"{{"clientId":"c{number}","clientName":"{name}"}}"#);
        let next = format!("/api/v1/oauth-clients?page={}", number + 1);
        json("200 OK", &format!(r#"{{"data":[{data}],"links":{{"next":{{"href":"{next}"}}}}}}"#))
    };
    (0..count).map(page).collect()
}

#[tokio::test]
async fn what_is_not_in_the_part_of_a_list_that_was_read_is_not_said_to_be_absent() {
    for (at, found) in [(19, true), (20, false), (99, false)] {
        let raw = Raw::doing(pages(25, at)).await;
        let wanted = WantedParts { client: Some("ours".into()), ..WantedParts::default() };
        let existing = in_time(client().inspect_set_up(&session(&raw.url), &wanted)).await;
        match existing.client {
            PartLookup::Found(client) => assert!(found && client.id == "c19"),
            PartLookup::Failed(failure) => {
                assert!(!found && matches!(failure.kind, FailureKind::Unexpected(_)));
                assert!(words(&failure.kind).contains("not among the first 2,000"));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(raw.count("GET"), 20, "{at}");
    }
}
