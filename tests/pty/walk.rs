//! How a person goes through the steps, by keyboard alone: one function for each step, in their order.

use crate::driver::{Key, Person};
use crate::screen::Screen;
use crate::tenant::Tenant;

/// The marker secret of these tests: it must never be seen anywhere.
pub const SECRET: &str = "marker-secret-Zq7xJv9";

/// What titles the steps.
pub const TENANT: &str = "Which tenant?";
pub const WAYS: &str = "Choose an authentication method";
pub const SIGN_IN: &str = "Your API key";
pub const SPACE: &str = "Which space?";
pub const SOURCE: &str = "Choose a data source";
pub const CREDENTIALS: &str = "Credentials for";
pub const DETAILS: &str = "Amazon S3 V2 connection";
pub const AUTHORISE: &str = "▸ [ Request the URL ]";
pub const REVIEW: &str = "[ Create ]";
pub const BUTTON: &str = "▸ [ Create ]";

/// The sources of these tests.
pub const S3: &str = "File_AmazonS3ConnectorV2";
pub const GBQ: &str = "gbq";

/// Which login the connection is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    Embedded,
    New(&'static str),
    Existing(&'static str),
}

/// What a person wants.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub name: &'static str,
    /// None is the personal space.
    pub space: Option<&'static str>,
    pub source: &'static str,
    pub login: Login,
}

impl Wish {
    /// An S3 connection with a login of its own, in the personal space.
    pub fn s3(name: &'static str) -> Self {
        Self { name, space: None, source: S3, login: Login::Embedded }
    }

    /// A BigQuery connection through the browser, in the personal space.
    pub fn gbq(name: &'static str) -> Self {
        Self { source: GBQ, ..Self::s3(name) }
    }

    pub fn login(self, login: Login) -> Self {
        Self { login, ..self }
    }

    pub fn space(self, space: &'static str) -> Self {
        Self { space: Some(space), ..self }
    }

    /// Whether a browser is needed for it.
    pub fn needs_consent(&self) -> bool {
        self.source == GBQ && !matches!(self.login, Login::Existing(_))
    }
}

/// The label of the row that has the focus. A row that is only drawn in part has none yet.
fn focused(screen: &Screen) -> Option<String> {
    let row = screen.row_with("▸")?;
    let label = row.split_once("▸ ")?.1.split("  ").next()?.trim();
    (!label.is_empty()).then(|| label.to_owned())
}

impl Person {
    /// Waits until the row with the focus contains the text.
    #[track_caller]
    pub fn wait_for_focus_on(&self, text: &str) {
        self.wait_until(&format!("the focus on {text:?}"), |screen| {
            screen.row_with("▸").is_some_and(|row| row.contains(text))
        });
    }

    /// From the first screen to the field for a key, where the environment offers none.
    #[track_caller]
    pub fn go_to_the_key(&mut self) {
        self.enter_on(TENANT);
        self.wait_for(WAYS);
        self.enter_on("▸ 1 API key or token");
        self.wait_for(SIGN_IN);
    }

    /// From the first screen to the list of spaces, with what the environment offers.
    #[track_caller]
    pub fn sign_in(&mut self) {
        // With a pair of tenant and key in the environment it begins there, signed in.
        self.wait_until("the first screen", |screen| screen.shows(TENANT) || screen.shows(SPACE));
        if self.screen().shows(TENANT) {
            self.enter_on(TENANT);
            self.enter_on(SIGN_IN);
        }
        self.wait_for(SPACE);
    }

    #[track_caller]
    pub fn choose_space(&mut self, space: Option<&str>) {
        self.wait_for("Personal space");
        if let Some(space) = space {
            self.type_text(space);
        }
        self.wait_for_focus_on(space.unwrap_or("Personal space"));
        self.enter_on(SPACE);
        self.wait_for(SOURCE);
    }

    #[track_caller]
    pub fn choose_source(&mut self, source: &str) {
        self.wait_for("46 data sources");
        self.was_answered();
        self.type_text(source);
        // What is said of the row with the focus.
        self.enter_on(&format!(" · {source} · "));
        self.wait_for(CREDENTIALS);
    }

    #[track_caller]
    pub fn choose_login(&mut self, login: Login) {
        let (digit, row) = match login {
            Login::Embedded => ('1', "1 Embedded"),
            Login::New(_) => ('2', "2 Separated, new"),
            Login::Existing(_) => ('3', "3 Separated, existing"),
        };
        self.press(Key::Char(digit));
        self.wait_for_focus_on(row);
        if let Login::New(name) | Login::Existing(name) = login {
            self.type_text(name);
            self.wait_for_focus_on(name);
            self.wait_for(if matches!(login, Login::New(_)) { "✓ free" } else { "✓ " });
        }
        self.enter_on(CREDENTIALS);
        self.wait_for_any(&[DETAILS, "BigQuery connection"]);
    }

    /// Goes down to a field of the details and fills it in.
    #[track_caller]
    pub fn fill(&mut self, label: &str, text: &str, seen: &str) {
        self.go_down_to(label);
        self.type_text(text);
        self.wait_for(seen);
    }

    /// Goes down until a row has the focus.
    #[track_caller]
    pub fn go_down_to(&mut self, label: &str) {
        loop {
            let focus = focused(&self.screen()).unwrap_or_default();
            if focus == label {
                return;
            }
            assert!(focus != "[ Next ]", "there is no {label}:\n{}", self.screen().text());
            self.press(Key::Down);
            self.wait_until("the next row", |screen| focused(screen).is_some_and(|row| row != focus));
        }
    }

    /// The details with everything they usually need.
    #[track_caller]
    pub fn fill_details(&mut self, wish: &Wish) {
        self.type_text(wish.name);
        self.wait_for_focus_on(wish.name);
        self.wait_for("✓ free");
        self.fill_fields(wish);
    }

    /// The fields of the details, without the name.
    #[track_caller]
    pub fn fill_fields(&mut self, wish: &Wish) {
        let has_login = !matches!(wish.login, Login::Existing(_));
        if wish.source == S3 {
            self.fill("Bucket", "bucket-of-ours", "bucket-of-ours");
            if has_login {
                self.fill("Access key", "AKIA-of-ours", "AKIA-of-ours");
                self.fill("Secret key", SECRET, &format!("{} characters", SECRET.len()));
            }
        } else {
            self.fill("Sign-in", "1", "● Sign in through the browser");
            self.fill("Project", "project-of-ours", "project-of-ours");
        }
        self.wait_for("Ready");
    }

    /// On to the step after the details.
    #[track_caller]
    pub fn finish_details(&mut self) {
        self.press(Key::PageDown);
        self.enter_on("▸ [ Next ]");
    }

    /// Asks for the URL, and tells it as it stands on the screen.
    #[track_caller]
    pub fn ask_for_url(&mut self, tenant: &Tenant) -> String {
        self.enter_on(AUTHORISE);
        // Below the URL: what stands above it may be there before the rest of the frame has been read.
        self.wait_for("▸ Code");
        self.url_shown(tenant)
    }

    /// From the first screen to the question for the URL.
    #[track_caller]
    pub fn go_to_authorize(&mut self, wish: &Wish) {
        self.sign_in();
        self.answer_until_details(wish);
        self.fill_details(wish);
        self.finish_details();
        self.wait_for(AUTHORISE);
    }

    /// From the first screen to the URL of the consent page.
    #[track_caller]
    pub fn go_to_the_url(&mut self, tenant: &Tenant, wish: &Wish) -> String {
        self.go_to_authorize(wish);
        self.ask_for_url(tenant)
    }

    /// The URL on the screen, put together from its rows.
    #[track_caller]
    pub fn url_shown(&self, tenant: &Tenant) -> String {
        let packed = self.screen().packed();
        let start = packed.find(&format!("{}/o/oauth2", tenant.url()));
        let start = start.unwrap_or_else(|| panic!("no URL:\n{}", self.screen().text()));
        let url = &packed[start..];
        let end = url.find("▸Code").or_else(|| url.find("ccopy·")).expect("the end of the URL");
        url[..end].to_owned()
    }

    /// The URL, printed on one line outside the full screen.
    #[track_caller]
    pub fn url_printed(&mut self) -> String {
        self.press(Key::Ctrl('p'));
        self.wait_for("Press Enter to return.");
        let bytes = String::from_utf8_lossy(&self.bytes()).into_owned();
        self.enter_on("Press Enter to return.");
        self.wait_until_gone("Press Enter to return.");
        bytes.lines().rfind(|line| line.starts_with("http")).expect("the URL").to_owned()
    }

    /// The whole step Authorize.
    #[track_caller]
    pub fn authorize(&mut self, tenant: &Tenant) {
        let url = self.ask_for_url(tenant);
        self.paste(&tenant.code_at(&url));
        self.wait_for("The tenant will check the code.");
        self.enter_on("Sign in at ");
    }

    /// From the list of spaces to the empty details.
    #[track_caller]
    pub fn answer_until_details(&mut self, wish: &Wish) {
        self.choose_space(wish.space);
        self.choose_source(wish.source);
        self.choose_login(wish.login);
    }

    /// From the list of spaces to the review.
    #[track_caller]
    pub fn answer(&mut self, tenant: &Tenant, wish: &Wish) {
        self.answer_until_details(wish);
        self.fill_details(wish);
        self.finish_details();
        if wish.needs_consent() {
            self.authorize(tenant);
        }
        self.wait_for(REVIEW);
    }

    /// Reads to the end of the request, where the button takes the focus.
    #[track_caller]
    pub fn read_request(&mut self) {
        self.wait_for(REVIEW);
        while !self.screen().shows(BUTTON) {
            if self.screen().shows("Enter go to Create") {
                // After a look-up or a change Enter leads to the button first.
                self.enter_on("Enter go to Create");
                return self.wait_for(BUTTON);
            }
            let before = self.screen().text();
            self.press(Key::PageDown);
            self.wait_until("another page", |screen| screen.text() != before || screen.shows(BUTTON));
        }
    }

    /// Reads the request and creates the connection.
    #[track_caller]
    pub fn create(&mut self) {
        self.read_request();
        self.enter_on(BUTTON);
    }

    /// From the first screen to the connection.
    #[track_caller]
    pub fn make(&mut self, tenant: &Tenant, wish: &Wish) {
        self.sign_in();
        self.answer(tenant, wish);
        self.create();
        self.wait_for(&format!("✓ Created {}", wish.name));
    }

    /// Leaves from Done.
    #[track_caller]
    pub fn leave(&mut self) {
        self.enter_on("Enter, q leave");
        self.ends_with(0);
    }
}
