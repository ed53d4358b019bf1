//! `cargo xtask ui`: N mistakes in a file are N errors, each on its token and with its fix, as the file's header says.

mod compile;
mod diagnostic;
mod header;
mod verdict;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::error::{Error, Explain as _, Result};
use crate::workspace;
use verdict::{Kind, Verdict};

/// Where the workspace's own cases are, below its root.
const CASES: &str = "tests/ui";

/// Compiles every `*.rs` below `dir`, holds what the compiler says against the headers, and prints the sum as the last
/// line. The code tells whether all is exact.
pub fn run(dir: Option<&Path>) -> Result<ExitCode> {
    let dir = dir.map_or_else(|| workspace::root().join(CASES), Path::to_path_buf);
    let dir = fs::canonicalize(&dir).explain(|| format!("cannot read the cases in {}", dir.display()))?;
    let mut files = Vec::new();
    collect(&dir, &mut files)?;
    files.sort();
    if files.is_empty() {
        return Err(Error::new(format!("there is no *.rs below {}", dir.display())));
    }
    let compiled = compile::check(&files)?;
    let (mut sum, mut report) = (Sum::default(), String::new());
    for (file, found) in files.iter().zip(&compiled) {
        let source = fs::read_to_string(file).explain(|| format!("cannot read {}", file.display()))?;
        let verdict = verdict::judge(&header::parse(&source), found);
        sum.add(&verdict);
        if verdict.kind != Kind::Exact {
            let name = file.strip_prefix(&dir).unwrap_or(file);
            let _ = write!(report, "{}: {}\n{}\n\n", name.display(), verdict.kind.words(), verdict.story);
        }
    }
    std::io::stdout().write_all(format!("{report}{sum}\n").as_bytes()).explain(|| "cannot show the result")?;
    Ok(if sum.exact == files.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let cannot = || format!("cannot read the folder {}", dir.display());
    for entry in fs::read_dir(dir).explain(cannot)? {
        let path = entry.explain(cannot)?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// How many cases were right, and how the others were wrong.
#[derive(Default)]
struct Sum {
    exact: usize,
    count: usize,
    token: usize,
    words: usize,
}

impl Sum {
    fn add(&mut self, verdict: &Verdict) {
        *match verdict.kind {
            Kind::Exact => &mut self.exact,
            Kind::Count => &mut self.count,
            Kind::Token => &mut self.token,
            Kind::Words => &mut self.words,
        } += 1;
    }
}

impl std::fmt::Display for Sum {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { exact, count, token, words } = self;
        let cases = exact + count + token + words;
        write!(formatter, "{cases} cases: {exact} exact, {count} wrong count, {token} wrong token, {words} wrong words")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line() {
        let mut sum = Sum::default();
        for kind in [Kind::Exact, Kind::Exact, Kind::Count, Kind::Words] {
            sum.add(&Verdict { kind, story: String::new() });
        }
        assert_eq!(sum.to_string(), "4 cases: 2 exact, 1 wrong count, 0 wrong token, 1 wrong words");
    }

    #[test]
    fn cases_are_found_in_folders_of_folders() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("a/b")).unwrap();
        for name in ["one.rs", "one.stderr", "a/b/two.rs"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        let mut files = Vec::new();
        collect(dir.path(), &mut files).unwrap();
        files.sort();
        assert_eq!(files, [dir.path().join("a/b/two.rs"), dir.path().join("one.rs")]);
    }
}
