//! End-to-end suites over all crates: `tests/*.rs` beside this file; `../golden` must compile. What must not is `../ui`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the repository.
#[must_use]
pub fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The program of an example, built: beside the calling test's own executable, in the same profile.
///
/// # Panics
/// Where it cannot be built.
#[must_use]
#[allow(clippy::expect_used)] // For tests alone.
pub fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test is a program");
    // <target>/<profile>/deps/main_job-…
    let profile = test.parent().and_then(Path::parent).expect("a test is in a target folder");
    let profile_name = profile.file_name().and_then(|name| name.to_str()).expect("profiles have names");
    let built = Command::new(env!("CARGO"))
        // As all tests are built, so that what is underneath is not built again.
        .args(["build", "--quiet", "--workspace", "--all-features", "--example", name])
        .args(["--profile", if profile_name == "debug" { "dev" } else { profile_name }])
        .arg("--manifest-path")
        .arg(house().join("Cargo.toml"))
        .arg("--target-dir")
        .arg(profile.parent().expect("a profile is in a target folder"))
        .status()
        .expect("cargo can be started");
    assert!(built.success(), "the example {name} was not built");
    profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The README's example and those of the guide are compiled and run; `tests/guide.rs` sees that no page is missing.
#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../../README.md")]
    struct Readme;
    #[doc = include_str!("../../docs/README.md")]
    struct Contents;
    #[doc = include_str!("../../docs/connecting-a-shop.md")]
    struct ConnectingAShop;
    #[doc = include_str!("../../docs/trying-it.md")]
    struct TryingIt;
    #[doc = include_str!("../../docs/beyond-the-first-import.md")]
    struct BeyondTheFirstImport;
    #[doc = include_str!("../../docs/declaring.md")]
    struct Declaring;
    #[doc = include_str!("../../docs/mapping.md")]
    struct Mapping;
    #[doc = include_str!("../../docs/configuring-and-drawing.md")]
    struct ConfiguringAndDrawing;
    #[doc = include_str!("../../docs/extending.md")]
    struct Extending;
    #[doc = include_str!("../../docs/keeping.md")]
    struct Keeping;
    #[doc = include_str!("../../docs/components.md")]
    struct Components;
    #[doc = include_str!("../../docs/importing.md")]
    struct Importing;
    #[doc = include_str!("../../docs/exporting.md")]
    struct Exporting;
    #[doc = include_str!("../../docs/over-http.md")]
    struct OverHttp;
    #[doc = include_str!("../../docs/jobs.md")]
    struct Jobs;
    #[doc = include_str!("../../docs/listening.md")]
    struct Listening;
    #[doc = include_str!("../../docs/testing.md")]
    struct Testing;
    #[doc = include_str!("../../docs/a-worker.md")]
    struct AWorker;
    #[doc = include_str!("../../docs/operating.md")]
    struct Operating;
    #[doc = include_str!("../../docs/performance.md")]
    struct Performance;
    #[doc = include_str!("../../docs/scaling-out.md")]
    struct ScalingOut;
    #[doc = include_str!("../../docs/coming-from-odoo.md")]
    struct ComingFromOdoo;
    #[doc = include_str!("../../docs/errors.md")]
    struct Errors;
}
