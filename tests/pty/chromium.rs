//! A real browser without a window: headless Chromium, told by `WebDriver` what a person would do in it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::{Client, ClientBuilder, Locator, error::CmdError, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    runtime::{Builder, Runtime},
    time::timeout,
};
use url::{ParseError, Url};

use crate::driver::DEADLINE;

/// Nothing but what the tests open: no profile of anybody's, no looking for updates, no guessing of addresses.
const SWITCHES: [&str; 9] = [
    "--headless",
    // Chromium refuses its sandbox to root, as whom build machines run.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A browser that is open until this is dropped.
pub struct Browser {
    runtime: Runtime,
    client: Client,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Opens one; `None` where there is none on this machine.
    pub fn open() -> Option<Self> {
        let there = |program: &str| Command::new(program).arg("--version").output().is_ok();
        if !there("chromium") || !there("chromedriver") {
            return None;
        }
        let profile = tempfile::tempdir().unwrap();
        let mut driver =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let said = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port =
            said.filter_map(|line| Some(line.split_once("successfully on port ")?.1.trim_end_matches('.').to_owned()));
        let port = port.take(1).last().expect("the port of the driver");
        let arguments = SWITCHES.map(str::to_owned).into_iter();
        let arguments = arguments.chain([format!("--user-data-dir={}", profile.path().display())]).collect::<Vec<_>>();
        let wishes = json!({
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let client = runtime.block_on(
            ClientBuilder::new(HttpConnector::new())
                .capabilities(wishes.as_object().unwrap().clone())
                .connect(&format!("http://127.0.0.1:{port}")),
        );
        Some(Self { runtime, client: client.expect("a session"), driver, _profile: profile })
    }

    /// Types an address into the address bar.
    #[track_caller]
    pub fn go_to(&self, address: &str) {
        self.runtime.block_on(self.client.goto(address)).unwrap();
    }

    /// What is to be read on the page once it says this.
    #[track_caller]
    pub fn read_until(&self, text: &str) -> String {
        let wanted = format!("//body[contains(normalize-space(.), '{text}')]");
        let found = self.runtime.block_on(async {
            let body = self.client.wait().at_most(DEADLINE).for_element(Locator::XPath(&wanted)).await?;
            body.text().await
        });
        found.unwrap_or_else(|error| panic!("no {text:?} at {}: {error}\n{}", self.address(), self.text()))
    }

    /// What is to be read on the page.
    pub fn text(&self) -> String {
        let body = self.runtime.block_on(async { self.client.find(Locator::Css("body")).await?.text().await });
        body.unwrap()
    }

    /// Clicks the button with these words.
    #[track_caller]
    pub fn click(&self, words: &str) {
        let button = format!("//button[normalize-space(.) = '{words}']");
        self.runtime
            .block_on(async {
                self.client.wait().at_most(DEADLINE).for_element(Locator::XPath(&button)).await?.click().await
            })
            .unwrap();
    }

    /// Presses keys, as those without a mouse do; they go to what has the focus.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        self.runtime.block_on(async { self.client.active_element().await?.send_keys(keys).await }).unwrap();
    }

    /// The words of what has the focus.
    pub fn focus(&self) -> String {
        self.runtime.block_on(async { self.client.active_element().await?.text().await }).unwrap()
    }

    /// The address in the address bar.
    pub fn address(&self) -> String {
        self.runtime.block_on(self.client.current_url()).unwrap().to_string()
    }

    /// The address in the address bar, once it contains this. Pages that cannot be reached have one as well.
    #[track_caller]
    pub fn address_with(&self, text: &str) -> String {
        let is_there = async {
            while !self.client.current_url().await?.as_str().contains(text) {}
            Ok::<(), CmdError>(())
        };
        let there = self.runtime.block_on(async { timeout(DEADLINE, is_there).await });
        let address = self.address();
        assert!(matches!(there, Ok(Ok(()))), "no {text:?} in {address}");
        address
    }

    /// The title of the page.
    pub fn title(&self) -> String {
        self.runtime.block_on(self.client.title()).unwrap()
    }

    /// What a script says of the page. Pages that forbid scripts do not forbid this.
    #[track_caller]
    pub fn ask(&self, script: &str) -> Value {
        self.runtime.block_on(self.client.execute(&format!("return {script}"), Vec::new())).unwrap()
    }

    /// A window of this size, such as a telephone's.
    pub fn resize(&self, width: u32, height: u32) {
        self.runtime.block_on(self.client.set_window_size(width, height)).unwrap();
    }

    /// A second tab, and the eyes on it.
    pub fn open_tab(&self) {
        self.runtime
            .block_on(async {
                let tab = self.client.new_window(true).await?;
                self.client.switch_to_window(tab.handle).await
            })
            .unwrap();
    }

    /// What the browser complained of since it was asked last: errors, and what a page's policy forbade.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.runtime.block_on(self.client.issue_cmd(Log)).unwrap();
        let lines = log.as_array().unwrap().iter();
        lines.filter(|line| line["level"] != "INFO").map(|line| line["message"].as_str().unwrap().to_owned()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver takes its browser with it only when the session ends in order.
        let _ = self.runtime.block_on(self.client.clone().close());
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The browser's own log, which the standard of `WebDriver` does not know.
#[derive(Debug)]
struct Log;

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
