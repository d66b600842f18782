//! Sessions, connections to be made, and a server made by hand that does exactly what it is told.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use qonnect::{
    client::{Client, ClientOptions},
    domain::{
        access::Access,
        connection::{Created, NewConnection},
        dialect::Dialect,
        failure::FailureKind,
        http::Json,
        secret::Secret,
        session::Session,
        source::SourceId,
        space::SpaceId,
        tenant::Tenant,
        traffic::Exchange,
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A key that must turn up nowhere.
pub const KEY: &str = "marker-key-9f2c";

pub fn client() -> Client {
    Client::new(ClientOptions::default()).unwrap()
}

/// A client, and what it says of its exchanges.
pub fn observed() -> (Client, Arc<Mutex<Vec<Exchange>>>) {
    observed_at(0)
}

/// The same on a machine whose clock is so many seconds ahead, or behind.
pub fn observed_at(ahead: i64) -> (Client, Arc<Mutex<Vec<Exchange>>>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let taken = Arc::clone(&lines);
    let options = ClientOptions {
        observer: Some(Arc::new(move |line| taken.lock().unwrap().push(line))),
        clock: Some(Arc::new(move || Timestamp::now() + SignedDuration::from_secs(ahead))),
        ..ClientOptions::default()
    };
    (Client::new(options).unwrap(), lines)
}

pub fn session(url: &str) -> Session {
    session_as(url, KEY, Dialect::V1)
}

pub fn session_as(url: &str, key: &str, dialect: Dialect) -> Session {
    Session { tenant: Tenant::parse(url).unwrap(), access: Access::Token(Secret::new(key)), dialect }
}

pub fn source(id: &str) -> SourceId {
    SourceId(id.to_owned())
}

/// A connection to S3 with its login.
pub fn s3(name: &str, space: Option<&SpaceId>) -> NewConnection {
    NewConnection {
        name: name.to_owned(),
        space: space.cloned(),
        source: source("File_AmazonS3Connector"),
        tags: vec![],
        properties: vec![
            ("accessKey".to_owned(), Json::text("AKIA")),
            ("secretKey".to_owned(), Json::Secret(Secret::new("marker-secret-77aa"))),
            ("region".to_owned(), Json::text("us-east-1")),
            ("bucketName".to_owned(), Json::text("bucket")),
        ],
    }
}

/// A connection to BigQuery with a person's consent.
pub fn gbq(name: &str, space: Option<&SpaceId>) -> NewConnection {
    NewConnection {
        name: name.to_owned(),
        space: space.cloned(),
        source: source("gbq"),
        tags: vec![],
        properties: vec![
            ("OAuthMechanism".to_owned(), Json::text("1")),
            ("Catalog".to_owned(), Json::text("project")),
            ("authCode".to_owned(), Json::text("")),
        ],
    }
}

pub fn words(kind: &FailureKind) -> &str {
    match kind {
        FailureKind::Unexpected(words) => words,
        other => panic!("{other:?} has no words"),
    }
}

pub fn made(created: Created) -> qonnect::domain::connection::Connection {
    match created {
        Created::Made(connection) => *connection,
        Created::AuthUrl(_) => panic!("only an address came"),
    }
}

/// What the server made by hand does with a request.
#[derive(Clone)]
pub enum Act {
    /// Writes this, and keeps the connection.
    Say(Vec<u8>),
    /// Writes this, and closes the connection.
    SayAndClose(Vec<u8>),
    /// Closes the connection.
    Cut,
    /// Never answers.
    Hang,
}

/// A server made by hand: the n-th request gets the n-th act, on whichever connection it comes; the last act stays.
pub struct Raw {
    pub url: String,
    seen: Arc<Mutex<Vec<(usize, String)>>>,
}

impl Raw {
    pub async fn doing(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let acts: Arc<Vec<Act>> = Arc::new(acts.into_iter().collect());
        let noted = Arc::clone(&seen);
        tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(attend(stream, number, Arc::clone(&acts), Arc::clone(&noted)));
            }
        });
        Self { url, seen }
    }

    /// The requests that came, heads and bodies.
    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(_, text)| text.clone()).collect()
    }

    /// How many came with this method.
    pub fn count(&self, method: &str) -> usize {
        self.requests().iter().filter(|text| text.starts_with(method)).count()
    }

    /// On which connections they came.
    pub fn connections(&self) -> Vec<usize> {
        self.seen.lock().unwrap().iter().map(|(number, _)| *number).collect()
    }
}

type Seen = Arc<Mutex<Vec<(usize, String)>>>;

async fn attend(mut stream: TcpStream, number: usize, acts: Arc<Vec<Act>>, seen: Seen) {
    while let Some(request) = read_request(&mut stream).await {
        let turn = {
            let mut seen = seen.lock().unwrap();
            seen.push((number, request));
            seen.len() - 1
        };
        match acts.get(turn).or(acts.last()).unwrap() {
            Act::Say(bytes) => {
                let _the_other_side_may_have_left = stream.write_all(bytes).await;
            }
            Act::SayAndClose(bytes) => {
                let _the_other_side_may_have_left = stream.write_all(bytes).await;
                return;
            }
            Act::Cut => return,
            Act::Hang => std::future::pending().await,
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, length)| length.trim().parse().unwrap());
            if body.len() >= length {
                return Some(text);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// An answer with a length, which leaves the connection open.
pub fn answer(status: &str, headers: &[&str], body: &str) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for header in headers {
        head += header;
        head += "\r\n";
    }
    format!("{head}\r\n{body}").into_bytes()
}

pub fn json(status: &str, body: &str) -> Act {
    Act::Say(answer(status, &["content-type: application/json"], body))
}

/// Long enough for anything that ends at all; on a paused clock it costs nothing.
pub async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_hours(1), work).await.unwrap()
}
