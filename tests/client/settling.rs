//! Writes without a screen: every fault ends in one of the three outcomes, and no create is ever sent twice by itself.

use std::{future::pending, time::Duration};

use qonnect::{
    domain::{
        connection::{Connection, Created, NewConnection},
        credential::CredentialId,
        dialect::{Dialect, Purpose},
        http::Json,
        patch::{Wanted, changes},
        property::{CREDENTIALS_NAME, SEPARATE},
        secret::Secret,
        settle::Proof,
        write::{NotDone, Outcome},
        writes::{ChangeConnection, Create, Delete},
    },
    standin::{Config, serve},
    unattended::settle::{Ended, settle},
};

use crate::common::{Act, Raw, client, in_time, json as says, observed, s3, session, session_as};

/// What creating a connection with credentials of its own comes to under these faults, how often it was sent, and how many
/// connections of its name there are then.
async fn create(faults: &[&str], stopped: impl Future<Output = ()>) -> (Ended<Create>, usize, usize) {
    let faults = faults.iter().map(|fault| fault.parse().unwrap()).collect();
    let standin = serve(Config { faults, ..Config::default() }).await.unwrap();
    let session = session_as(standin.url(), standin.key("creator"), Dialect::V1);
    let (client, lines) = observed();
    let me = client.sign_in(&session).await.unwrap();
    let new: NewConnection =
        s3("cut", None).with(SEPARATE, Json::text("true")).with(CREDENTIALS_NAME, Json::text("kept"));
    let write = Create { purpose: Purpose::Create, new, owner: me.user_id, acting_as: None, existing: None };
    let ended = in_time(Box::pin(settle(&client, &session, write, stopped, |_| ()))).await;
    let posts = lines.lock().unwrap().iter().filter(|line| line.method == "POST").count();
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let url = format!("{}/api/v1/data-connections?personal=true&noDatafiles=true", standin.url());
    let all = reqwest::Client::new().get(url).bearer_auth(standin.key("creator")).send().await.unwrap();
    let all = all.text().await.unwrap().matches(r#""qName":"cut""#).count();
    (ended, posts, all)
}

const SEEN: &str = "GET|/data-connections|status=500|2";

#[tokio::test(start_paused = true)]
async fn every_fault_of_a_create_ends_in_one_of_three_outcomes_and_nothing_is_doubled() {
    let post = |kind: &str| format!("POST|/data-connections$|{kind}");
    for (faults, outcome, posts, made) in [
        (vec![], "created", 1, 1),
        (vec![post("cut-before")], "absent", 1, 0),
        (vec![post("cut-after")], "found", 1, 1),
        (vec![post("status=500")], "absent", 1, 0),
        // Longer than the program waits for an answer.
        (vec![post("delay=70000")], "absent", 1, 0),
        (vec![post("garbage")], "absent", 1, 0),
        (vec![post("html")], "absent", 1, 0),
        (vec![post("status=403")], "refused", 1, 0),
        (vec![post("status=429|3")], "created", 4, 1),
        (vec![post("status=429|9")], "refused", 6, 0),
        (vec![post("status=429"), post("cut-after")], "found", 2, 1),
        (vec![post("cut-after"), SEEN.to_owned()], "unknown", 1, 1),
        (vec![post("cut-before"), SEEN.to_owned()], "unknown", 1, 0),
        (vec![post("cut-after"), "GET|/data-connections|status=500|1".to_owned()], "found", 1, 1),
    ] {
        let faults: Vec<&str> = faults.iter().map(String::as_str).collect();
        let (ended, sent, there) = create(&faults, pending()).await;
        let word = match &ended.outcome {
            Outcome::Done(Created::Made(_), Proof::Answered) => "created",
            Outcome::Done(Created::Made(_), Proof::LookedUp) => "found",
            Outcome::NotDone(NotDone::Absent) => "absent",
            Outcome::NotDone(NotDone::Refused(_)) => "refused",
            Outcome::Unknown => "unknown",
            other => panic!("{other:?}"),
        };
        assert_eq!((word, sent, there), (outcome, posts, made), "{faults:?}: {}", ended.sentence);
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_a_failed_create_left_behind_are_told() {
    let (ended, posts, _) = create(&["POST|/data-connections$|credential-then-fail"], pending()).await;
    assert_eq!((ended.outcome, posts), (Outcome::NotDone(NotDone::Absent), 1));
    assert_eq!(ended.trace.credential.unwrap().name, "kept");
    assert!(ended.sentence.starts_with("Not created: cut. The tenant has no connection"), "{}", ended.sentence);
}

#[tokio::test(start_paused = true)]
async fn stopping_a_create_looks_it_up_and_sends_nothing_more() {
    let slow = "POST|/data-connections$|delay=20000";
    let (ended, posts, _) = create(&[slow], tokio::time::sleep(Duration::from_secs(5))).await;
    assert_eq!(posts, 1);
    assert!(!matches!(ended.outcome, Outcome::Done(_, Proof::Answered)), "{ended:?}");
    let waits = ["POST|/data-connections$|status=429|9"];
    let (ended, posts, there) = create(&waits, tokio::time::sleep(Duration::from_millis(300))).await;
    assert_eq!((ended.outcome, posts, there), (Outcome::NotDone(NotDone::Stopped), 1, 0));
}

const GONE: &str = r#"{"errors":[{"code":"X","title":"Not found"}]}"#;
const THERE: &str = r#"{"qID":"c1","qName":"old"}"#;

#[tokio::test(start_paused = true)]
async fn a_delete_is_sent_once_and_looked_up_twice_where_its_answer_was_lost() {
    let (gone, there) = (|| says("404 Not Found", GONE), || says("200 OK", THERE));
    // Each look asks by name and then by id, where nothing has the name.
    for (acts, words, deletes) in [
        (vec![says("204 No Content", "")], "Deleted old.", 1),
        (vec![Act::Cut, gone(), gone(), gone(), gone()], "Deleted old. No clear answer came", 1),
        (vec![says("500 Oops", GONE), there(), there()], "Not deleted: old. The tenant still has it", 1),
        (vec![Act::Cut, says("403 Forbidden", GONE)], "Unknown whether old was deleted", 1),
        (vec![gone(), gone(), gone()], "Nothing was deleted: the tenant no longer finds old", 1),
        (vec![gone(), there(), there()], "Not deleted: old. The tenant said: Not found (X)", 1),
        (vec![says("429 Slow down", GONE), says("204 No Content", "")], "Deleted old.", 2),
        (vec![says("403 Forbidden", GONE)], "Not deleted: old.", 1),
    ] {
        let raw = Raw::doing(acts).await;
        let write = Delete::credentials(&CredentialId("c1".into()), "old");
        let (client, session) = (client(), session(&raw.url));
        let ended = in_time(Box::pin(settle(&client, &session, write, pending(), |_| ()))).await;
        assert!(ended.sentence.starts_with(words), "{words}: {}", ended.sentence);
        assert_eq!(raw.count("DELETE"), deletes, "{words}");
    }
}

/// What changing a connection comes to under these faults, how often it was sent, and whether it is changed then.
async fn change(faults: &[&str], key: &str, value: Json) -> (Ended<ChangeConnection>, usize, bool) {
    let faults = faults.iter().map(|fault| fault.parse().unwrap()).collect();
    let standin = serve(Config { faults, ..Config::default() }).await.unwrap();
    let session = session_as(standin.url(), standin.key("creator"), Dialect::V1);
    let (client, lines) = observed();
    let Created::Made(made) = client.create(&session, &s3("changed", None)).await.unwrap() else { panic!("not made") };
    let properties = vec![("region".to_owned(), "us-east-1".to_owned())];
    let before = Connection { properties, ..*made };
    let id = before.id.clone();
    let changes = changes(&before, &Wanted { properties: vec![(key.to_owned(), value)], ..Wanted::default() });
    let write = ChangeConnection { before: Box::new(before), changes, code: None };
    let ended = in_time(Box::pin(settle(&client, &session, write, pending(), |_| ()))).await;
    let patches = lines.lock().unwrap().iter().filter(|line| line.method == "PATCH").count();
    let after = client.read_back(&session, &id).await.unwrap();
    (ended, patches, !after.properties.contains(&("region".into(), "us-east-1".into())))
}

#[tokio::test(start_paused = true)]
async fn a_change_is_sent_once_and_read_back_where_its_answer_was_lost() {
    let patch = |kind: &str| format!("PATCH|/data-connections/|{kind}");
    for (faults, words, patches, changed) in [
        (vec![], "Changed changed.", 1, true),
        (vec![patch("cut-before")], "Not changed: changed. The tenant has the old values", 1, false),
        (vec![patch("cut-after")], "Changed changed. No clear answer came, but the tenant has the new", 1, true),
        (vec![patch("status=403")], "Not changed: changed. The tenant said", 1, false),
        (vec![patch("status=429|2")], "Changed changed.", 3, true),
        (vec![patch("cut-after"), "GET|parseConnection|status=403|2".to_owned()], "Unknown whether changed", 1, true),
    ] {
        let faults: Vec<&str> = faults.iter().map(String::as_str).collect();
        let (ended, sent, is_changed) = change(&faults, "region", Json::text("eu-west-1")).await;
        assert!(ended.sentence.starts_with(words), "{faults:?}: {}", ended.sentence);
        assert_eq!((sent, is_changed), (patches, changed), "{faults:?}");
    }
    // A secret does not come back: no look can tell, and none is made.
    for kind in ["cut-after", "cut-before"] {
        let (ended, sent, _) = change(&[&patch(kind)], "secretKey", Json::Secret(Secret::new("new"))).await;
        assert_eq!((ended.outcome, sent), (Outcome::Unknown, 1), "{kind}");
        assert_eq!(ended.sentence, "Unknown whether changed was changed.");
    }
}
