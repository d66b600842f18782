//! A marker in every secret, and a search for it in everything that could be shown or logged.

use qonnect::{
    client::{Client, ClientOptions},
    domain::{
        dialect::{Dialect, Purpose},
        source::SourceId,
    },
    standin::{Config, serve},
    worker::Job,
};

use crate::common::{Act, KEY, Raw, answer, gbq, json as says, observed, s3, session, session_as};

const SECRET: &str = "marker-secret-77aa";

#[tokio::test(start_paused = true)]
async fn no_secret_is_in_anything_that_can_be_shown() {
    let echo = format!("{{\"errors\":[{{\"detail\":\"d\"}}],\"key\":\"{KEY}\",\"secretKey\":\"{SECRET}\"}}");
    let mut shown = Vec::new();
    for act in [
        says("201 Created", "{\"qID\":\"1\"}"),
        says("400 Bad Request", &echo),
        says("500 Oops", &echo),
        says("200 OK", "garbage"),
        Act::Cut,
        Act::Say(answer("302 Found", &["location: /x"], "")),
        Act::Say(answer("302 Found", &["location: https://evil.example/"], "")),
    ] {
        let server = Raw::doing([act]).await;
        let (client, lines) = observed();
        let (session, new) = (session(&server.url), s3("n", None));
        let created = client.create(&session, &new).await;
        let asked = client.ask_auth_url(&session, &gbq("n", None)).await;
        let signed_in = client.sign_in(&session).await;
        let spaces = client.find_spaces(&session, "marker-query-1").await;
        let credential = client.credential_by_name(&session, "x").await;
        shown.push(format!(
            "{created:?} {asked:?} {signed_in:?} {spaces:?} {credential:?} {client:?} {session:?} {new:?}"
        ));
        for failure in [created.err(), signed_in.err(), spaces.err()].into_iter().flatten() {
            shown.push(failure.verbatim());
        }
        for line in lines.lock().unwrap().iter() {
            shown.push(format!("{} {line:?}", line.dated()));
        }
        assert!(server.requests().iter().any(|text| text.contains(SECRET) && text.contains(KEY)), "it was really sent");
        shown.push(format!("{:?}", Dialect::V1.create(&new, Purpose::Create)));
    }
    assert!(!shown.iter().any(|text| text.contains("marker-")), "{shown:#?}");
}

#[tokio::test]
async fn neither_key_nor_query_nor_code_is_in_the_log_of_a_whole_way() {
    let standin = serve(Config::default()).await.unwrap();
    let key = standin.key("creator").to_owned();
    let (client, lines) = observed();
    let session = session_as(standin.url(), &key, Dialect::V1);
    client.sign_in(&session).await.unwrap();
    client.spaces(&session, None).await.unwrap();
    client.connection_by_name(&session, None, "marker-name").await.unwrap();
    client.suggest_credentials(&session, &SourceId("gbq".into())).await.unwrap();
    client.ask_auth_url(&session, &gbq("n", None)).await.unwrap();
    client.create(&session, &s3("marker-name", None)).await.unwrap();
    let lines = lines.lock().unwrap();
    assert!(lines.len() >= 8);
    for line in lines.iter() {
        let text = format!("{} {line:?}", line.dated());
        assert!(!text.contains(&key) && !text.contains("marker-") && !text.contains('?'), "{text}");
    }
}

#[test]
fn neither_client_nor_job_shows_what_it_carries() {
    let session = session_as("http://127.0.0.1:1", KEY, Dialect::V1);
    let request =
        qonnect::domain::request::Request::Tenant(session, qonnect::domain::request::Call::Create(s3("n", None)));
    let job = Job::Start {
        id: qonnect::kit::event::RequestId(1),
        request: std::sync::Arc::new(request),
        after: std::time::Duration::ZERO,
    };
    let shown = format!("{job:?} {:?}", Client::new(ClientOptions::default()).unwrap());
    assert!(!shown.contains("marker-"), "{shown}");
}
