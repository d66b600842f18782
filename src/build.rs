//! What `--version` tells beside the number: the target, and the commit of a release that is built in a checkout.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

#[expect(clippy::disallowed_methods, reason = "this is how cargo talks to a build script")]
fn main() {
    let var = |name: &str| env::var(name).unwrap_or_default();
    // A development build changes with every save, so a commit would be wrong half of the time, and make everything anew.
    let commit = if var("PROFILE") == "release" { commit() } else { None };
    let mut lines = vec![format!("cargo::rustc-env=QONNECT_TARGET={}", var("TARGET"))];
    lines.push(format!("cargo::rustc-env=QONNECT_COMMIT={}", commit.as_deref().unwrap_or("unknown")));
    let features = if env::var_os("CARGO_FEATURE_DEMO").is_some() { "demo" } else { "none" };
    lines.push(format!("cargo::rustc-env=QONNECT_FEATURES={features}"));
    lines.push("cargo::rerun-if-changed=src/build.rs".to_owned());
    if var("PROFILE") == "release" {
        let files = ["HEAD", "logs/HEAD"].into_iter().filter_map(|name| git(&["rev-parse", "--git-path", name]));
        lines.extend(
            files.filter(|path| Path::new(path).exists()).map(|path| format!("cargo::rerun-if-changed={path}")),
        );
    }
    for line in lines {
        println!("{line}");
    }
}

/// The commit of this checkout. The sources may also lie inside another project's, whose commit says nothing.
fn commit() -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    let same = Path::new(&top).canonicalize().ok()? == Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().ok()?;
    if same { git(&["rev-parse", "--short=10", "HEAD"]) } else { None }
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}
