//! A client for these tests that shares nothing with ours: it writes HTTP by hand, follows no redirect, repeats nothing
//! and changes no path.

use std::time::Duration;

use qonnect::standin::{Config, StandIn, serve};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A stand-in, and who is asking it.
pub struct Tenant {
    pub standin: StandIn,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub fn error(&self) -> Value {
        self.json()["errors"][0].clone()
    }

    /// The `detail` of a refusal with this status.
    pub fn refusal(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{self:?}");
        self.error()["detail"].as_str().unwrap_or_default().to_owned()
    }

    /// The body of an answer with this status.
    pub fn body(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.json()
    }
}

impl Tenant {
    pub async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub async fn with(config: Config) -> Self {
        Self { standin: serve(config).await.unwrap() }
    }

    pub async fn faulty(fault: &str) -> Self {
        Self::with(Config { faults: vec![fault.parse().unwrap()], ..Config::default() }).await
    }

    pub fn key(&self, role: &str) -> String {
        self.standin.users().iter().find(|user| user.role == role).unwrap().api_key.clone()
    }

    /// Everything that comes back on the wire, before the connection ends.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
        let host = self.standin.url().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let mut lines =
            vec![format!("{method} {path} HTTP/1.1"), format!("Host: {host}"), "Connection: close".to_owned()];
        lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
        lines.push(format!("Content-Length: {}", body.len()));
        let request = format!("{}\r\n\r\n{body}", lines.join("\r\n"));
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A cut connection may end in a reset.
        let _ = stream.read_to_end(&mut answer).await;
        answer
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let raw = self.raw(method, path, headers, body).await;
        let text = String::from_utf8(raw).unwrap();
        let (head, text) = text.split_once("\r\n\r\n").expect("an answer");
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers =
            lines.filter_map(|line| line.split_once(": ")).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        Answer { status, headers, text: text.to_owned() }
    }

    pub async fn ask_as(&self, role: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let bearer = format!("Bearer {}", self.key(role));
        let mut headers = vec![("Authorization", bearer.as_str())];
        let body = body.map(|body| body.to_string());
        if body.is_some() {
            headers.push(("Content-Type", "application/json"));
        }
        self.send(method, path, &headers, &body.unwrap_or_default()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask_as("creator", "GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask_as("creator", "POST", path, Some(body)).await
    }

    /// Creates a connection by version 1, as the creator.
    pub async fn create(&self, body: Value) -> Answer {
        self.post("/api/v1/data-connections", body).await
    }

    /// Opens an address of this tenant without a browser.
    pub async fn open(&self, url: &str, accept: &str) -> Answer {
        let path = url.strip_prefix(self.standin.url()).expect("an address of this tenant");
        self.send("GET", path, &[("Accept", accept)], "").await
    }

    /// The id of the n-th space.
    pub async fn space(&self, index: usize) -> String {
        let spaces = self.get("/api/v1/spaces?limit=100").await.body(200);
        spaces["data"][index]["id"].as_str().unwrap().to_owned()
    }
}

/// A whole request that must not take longer than a test may.
pub async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), work).await.expect("in time")
}

/// The body of an S3 connection with an embedded login.
pub fn s3(name: &str) -> Value {
    serde_json::json!({
        "datasourceID": "File_AmazonS3ConnectorV2",
        "qName": name,
        "connectionProperties": {
            "region": "eu-west-1", "bucketName": "bucket", "accessKey": "AKIA", "secretKey": "marker-secret",
        },
    })
}

/// The same with a separated login of its own.
pub fn s3_separated(name: &str, credential: &str) -> Value {
    let mut body = s3(name);
    body["connectionProperties"]["separateCredentials"] = "true".into();
    body["connectionProperties"]["credentialsName"] = credential.into();
    body
}

/// One segment of a path, with everything encoded that is not plainly a letter or a digit.
pub fn segment(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
