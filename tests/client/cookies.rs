//! A session of cookies follows what the tenant says of its cookies, with whichever answer.

use qonnect::{
    client::Client,
    domain::{dialect::Dialect, session::Session, tenant::Tenant},
};

use crate::{
    access::{signed, signer},
    common::{Act, Raw, answer, in_time, made, observed, s3},
};

const SPACES: &str = r#"{"data":[]}"#;

fn says(status: &str, headers: &[&str], body: &str) -> Act {
    Act::Say(answer(status, &[&["content-type: application/json"], headers].concat(), body))
}

fn opened() -> Act {
    says("200 OK", &["set-cookie: eas.sid=one; Path=/", "set-cookie: route=a", "set-cookie: _csrfToken=w"], "{}")
}

async fn stage(acts: Vec<Act>) -> (Raw, Client, Session) {
    let raw = Raw::doing(acts).await;
    let (client, _) = observed();
    let session =
        Session { tenant: Tenant::parse(&raw.url).unwrap(), access: signed(signer("s")), dialect: Dialect::V1 };
    (raw, client, session)
}

#[tokio::test]
async fn cookies_that_come_with_an_ordinary_answer_replace_those_of_the_session_or_take_them_away() {
    let renewed = ["set-cookie: eas.sid=two; Path=/", "set-cookie: route=a; Max-Age=0", "qlik-csrf-token: v"];
    let (raw, client, session) = stage(vec![
        opened(),
        says("200 OK", &renewed, SPACES),
        says("200 OK", &[], SPACES),
        says("201 Created", &[], r#"{"qID":"c1","qName":"n"}"#),
    ])
    .await;
    for _ in 0..2 {
        in_time(client.spaces(&session, None)).await.unwrap();
    }
    assert_eq!(made(in_time(client.create(&session, &s3("n", None))).await.unwrap()).id, "c1");
    let requests = raw.requests();
    assert!(requests[1].contains("cookie: eas.sid=one; route=a; _csrfToken=w\r\n"), "{}", requests[1]);
    assert!(requests[2].contains("cookie: _csrfToken=w; eas.sid=two\r\n"), "{}", requests[2]);
    assert!(requests[3].contains("cookie: _csrfToken=w; eas.sid=two\r\nqlik-csrf-token: v\r\n"), "{}", requests[3]);
    assert_eq!(requests.len(), 4);
}

#[tokio::test]
async fn cookies_that_come_on_the_way_of_a_redirect_or_with_a_refusal_count_as_well() {
    let (raw, client, session) = stage(vec![
        opened(),
        says("302 Found", &["location: /api/v1/elsewhere", "set-cookie: route=b"], ""),
        says("200 OK", &["set-cookie: eas.sid=two"], SPACES),
        says("404 Not Found", &["set-cookie: eas.sid=three"], r#"{"errors":[{"code":"X"}]}"#),
        says("200 OK", &[], SPACES),
    ])
    .await;
    in_time(client.spaces(&session, None)).await.unwrap();
    in_time(client.spaces(&session, None)).await.unwrap_err();
    in_time(client.spaces(&session, None)).await.unwrap();
    let requests = raw.requests();
    assert!(requests[3].contains("cookie: _csrfToken=w; route=b; eas.sid=two\r\n"), "{}", requests[3]);
    assert!(requests[4].contains("cookie: _csrfToken=w; route=b; eas.sid=three\r\n"), "{}", requests[4]);
}

#[tokio::test]
async fn a_session_whose_end_takes_its_cookies_away_is_opened_anew_once() {
    let ended = ["set-cookie: eas.sid=one; Expires=Thu, 01 Jan 1970 00:00:00 GMT"];
    let (raw, client, session) = stage(vec![
        opened(),
        says("401 Unauthorized", &ended, r#"{"errors":[{"code":"X"}]}"#),
        opened(),
        says("200 OK", &[], SPACES),
    ])
    .await;
    in_time(client.spaces(&session, None)).await.unwrap();
    assert_eq!((raw.count("POST /login"), raw.requests().len()), (2, 4));
    assert!(raw.requests()[3].contains("cookie: eas.sid=one; route=a; _csrfToken=w\r\n"));
}
