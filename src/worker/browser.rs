//! Opening a page in the person's browser: a convenience that may fail without harm.
//!
//! The address is always on the screen as well, so nothing here is waited for, and success is only a hint: a launcher that
//! ends well proves nothing about the browser. No shell is involved, and the browser gets no share of our terminal.

use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use url::Url;

use super::{child, site::RunsOn};

/// Browsers that would take the terminal for themselves.
const TEXT_BROWSERS: [&str; 9] =
    ["w3m", "lynx", "links", "links2", "elinks", "www-browser", "browsh", "carbonyl", "chawan"];

/// How often, and how long apart, a launcher is asked whether it has failed already; one that runs longer has a browser.
const LOOKS: u32 = 30;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// What decides whether a browser can be had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The person asked for none.
    pub never: bool,
    /// On whose machine the program runs, and whether it has a display.
    pub site: RunsOn,
    /// `BROWSER`: programs separated by colons, in which `%s` stands for the address.
    pub browser: Option<String>,
}

/// Asks the browser to open `address`. The error is a sentence for the person.
pub async fn open(address: &str, surroundings: &Surroundings) -> Result<(), &'static str> {
    let url = allowed(address, surroundings)?;
    let launchers = launchers(&url, surroundings.browser.as_deref())?;
    let (answer, answered) = oneshot::channel();
    let started = thread::Builder::new().name("browser".to_owned()).spawn(move || launch(launchers, answer));
    match started {
        Ok(_) => answered.await.unwrap_or(Err(FAILED)),
        Err(_) => Err(FAILED),
    }
}

const FAILED: &str = "No browser could be started.";

/// The address, if it is one that may be opened from here.
fn allowed(address: &str, surroundings: &Surroundings) -> Result<Url, &'static str> {
    if surroundings.never {
        return Err("Opening a browser is switched off (--no-browser).");
    }
    match surroundings.site {
        RunsOn::Ssh => return Err("Over SSH a browser would open on the other machine."),
        RunsOn::Headless => return Err("This machine has no display."),
        RunsOn::Desktop | RunsOn::Wsl => {}
    }
    match Url::parse(address) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        Ok(_) | Err(_) => Err("Only web addresses are opened."),
    }
}

/// What to start, in order. `BROWSER` comes before the system's own choice, which would obey it anyway, text browser or not.
fn launchers(url: &Url, browser: Option<&str>) -> Result<Vec<Command>, &'static str> {
    let Some(named) = browser else { return Ok(open::commands(url.as_str())) };
    let graphical: Vec<Command> = named.split(':').filter_map(|entry| named_browser(entry, url)).collect();
    if graphical.is_empty() {
        return Err("BROWSER names a browser that runs in the terminal.");
    }
    Ok(graphical)
}

/// One entry of `BROWSER` as a command, unless it is a text browser. Blanks separate arguments; nothing else is special.
fn named_browser(entry: &str, url: &Url) -> Option<Command> {
    let mut words = entry.split_whitespace();
    let program = words.next()?;
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program).trim_end_matches(".exe");
    if TEXT_BROWSERS.contains(&name) {
        return None;
    }
    let mut command = Command::new(program);
    let mut placed = false;
    for word in words {
        placed |= word.contains("%s");
        command.arg(word.replace("%s", url.as_str()));
    }
    if !placed {
        command.arg(url.as_str());
    }
    Some(command)
}

/// Starts the first one that does not fail at once, says so, and then only waits to clear up behind it.
fn launch(launchers: Vec<Command>, answer: oneshot::Sender<Result<(), &'static str>>) {
    let running = launchers.into_iter().find_map(start);
    // The asker may have left; the browser opens all the same.
    let _ = answer.send(running.as_ref().map(|_| ()).ok_or(FAILED));
    if let Some(mut child) = running {
        let _ = child.wait();
    }
}

/// Starts a launcher without any hold on our terminal, and watches for a moment whether it fails.
fn start(mut command: Command) -> Option<Child> {
    let mut child = child::apart(&mut command).spawn().ok()?;
    for _ in 0..LOOKS {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Some(child),
            Ok(Some(_)) | Err(_) => return None,
            Ok(None) => thread::sleep(BETWEEN_LOOKS),
        }
    }
    Some(child)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desktop() -> Surroundings {
        Surroundings { site: RunsOn::Desktop, ..Surroundings::default() }
    }

    #[test]
    fn only_web_addresses_are_opened() {
        for (address, opened) in [
            ("https://accounts.google.com/o/oauth2/auth?client_id=1&scope=a%20b", true),
            ("http://127.0.0.1:8080/authorize", true),
            ("https://", false),
            ("file:///etc/passwd", false),
            ("javascript:alert(1)", false),
            ("-a Calculator", false),
            ("", false),
        ] {
            assert_eq!(allowed(address, &desktop()).is_ok(), opened, "{address}");
        }
    }

    #[test]
    fn no_browser_is_opened_where_it_would_not_be_the_persons() {
        for (site, opened) in
            [(RunsOn::Desktop, true), (RunsOn::Wsl, true), (RunsOn::Ssh, false), (RunsOn::Headless, false)]
        {
            let surroundings = Surroundings { site, ..desktop() };
            assert_eq!(allowed("https://a.example", &surroundings).is_ok(), opened, "{site:?}");
        }
        assert!(allowed("https://a.example", &Surroundings { never: true, ..desktop() }).is_err());
    }

    #[test]
    fn browser_is_respected_but_for_text_browsers() {
        let url = Url::parse("https://a.example/x?y=1&z=$(id)").unwrap();
        let lines = |browser| {
            launchers(&url, Some(browser)).map(|commands| {
                let line = |command: &Command| {
                    std::iter::once(command.get_program())
                        .chain(command.get_args())
                        .map(|word| word.to_string_lossy().into_owned())
                        .collect::<Vec<_>>()
                };
                commands.iter().map(line).collect::<Vec<_>>()
            })
        };
        let address = url.as_str();
        assert_eq!(lines("firefox").unwrap(), [["firefox", address]]);
        assert_eq!(lines("w3m:/opt/chrome --app=%s").unwrap(), [["/opt/chrome", &format!("--app={address}")]]);
        assert_eq!(lines("a:b").unwrap(), [["a", address], ["b", address]]);
        for text_browser in ["w3m", "/usr/bin/lynx -x", "links:elinks", "www-browser", "browsh", "", ":"] {
            assert!(lines(text_browser).is_err(), "{text_browser}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_first_launcher_that_does_not_fail_is_used() {
        let browser = |names: &str| Surroundings { browser: Some(names.to_owned()), ..desktop() };
        assert_eq!(open("https://a.example", &browser("/nowhere/at-all:false:true")).await, Ok(()));
        assert_eq!(open("https://a.example", &browser("/nowhere/at-all:false")).await, Err(FAILED));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_browser_that_stays_is_handed_over_after_a_moment() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("browser");
        std::fs::write(&script, "#!/bin/sh\nsleep 4\n").unwrap();
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).unwrap();
        let stays = Surroundings { browser: Some(script.display().to_string()), ..desktop() };
        let opened = tokio::time::timeout(Duration::from_secs(3), open("https://a.example", &stays)).await;
        assert_eq!(opened, Ok(Ok(())));
    }
}
