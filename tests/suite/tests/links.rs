//! Every link of the documentation leads to a file and a heading that exist; images included.
#![allow(clippy::unwrap_used)] // In what the tests share, too.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use connector_tests::house;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What is read beside `docs`, where it is there.
const PAGES: [&str; 9] = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "benches/README.md",
    "connector-core/README.md",
    "connector-derive/README.md",
    "connector-store/README.md",
    "connector-sync/README.md",
];

/// A page: where its links lead, and which anchors it has.
#[derive(Default)]
struct Page {
    links: Vec<String>,
    anchors: Vec<String>,
}

fn read(text: &str) -> Page {
    let mut page = Page::default();
    let mut heading: Option<String> = None;
    let mut known: HashMap<String, usize> = HashMap::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => page.links.push(dest_url.into_string()),
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let slug = slug(&heading.take().unwrap());
                let times = known.entry(slug.clone()).or_default();
                page.anchors.push(if *times == 0 { slug } else { format!("{slug}-{times}") });
                *times += 1;
            }
            // Links of HTML would not be seen.
            Event::Html(html) | Event::InlineHtml(html) => assert!(!html.contains("href=") && !html.contains("src="), "{html}"),
            _ => {}
        }
    }
    page
}

/// The anchor that a heading has on the pages of a forge: lower case, blanks as hyphens, and nothing but letters, digits and `_` beside.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// All pages, by their path from the root.
fn pages() -> BTreeMap<PathBuf, Page> {
    let docs = fs::read_dir(house().join("docs")).unwrap().map(|file| Path::new("docs").join(file.unwrap().file_name()));
    let docs = docs.filter(|file| file.extension().is_some_and(|extension| extension == "md"));
    let files = PAGES.iter().map(PathBuf::from).filter(|file| house().join(file).exists()).chain(docs);
    files.map(|file| (file.clone(), read(&fs::read_to_string(house().join(file)).unwrap()))).collect()
}

/// `docs/../benches/README.md` without its way back.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(plain.pop(), "{} leaves the repository", path.display()),
            part => plain.push(part),
        }
    }
    plain
}

/// What is wrong with a link on the page `from`.
fn fault(pages: &BTreeMap<PathBuf, Page>, from: &Path, link: &str) -> Option<String> {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let to = if path.is_empty() { from.to_path_buf() } else { plain(&from.parent().unwrap().join(path)) };
    if !house().join(&to).exists() {
        return Some(format!("{}: {link}: there is no {}", from.display(), to.display()));
    }
    let anchor = anchor?;
    match pages.get(&to) {
        None => Some(format!("{}: {link}: {} is no page that is read for anchors", from.display(), to.display())),
        Some(page) if page.anchors.iter().any(|known| known == anchor) => None,
        Some(page) => Some(format!("{}: {link}: {} has the anchors {:?}", from.display(), to.display(), page.anchors)),
    }
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let (mut inside, mut outside, mut faults) = (0, 0, Vec::new());
    for (from, page) in &pages {
        for link in &page.links {
            if link.contains("://") || link.starts_with("mailto:") {
                outside += 1;
            } else {
                inside += 1;
                faults.extend(fault(&pages, from, link));
            }
        }
    }
    // Past what the test runner keeps for failures: the count is to be seen.
    writeln!(std::io::stderr(), "links: {inside} of {} pages checked, {outside} that lead outside are not", pages.len()).unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(inside > 100, "{inside}");
}

#[test]
fn a_link_that_leads_nowhere_is_told() {
    let page = read("# What is there\n\n## `Here`, too\n\n## `Here`, too\n\n| a |\n|---|\n| [b](c.md) ![d](e.svg) |\n");
    assert_eq!(page.anchors, ["what-is-there", "here-too", "here-too-1"]);
    assert_eq!(page.links, ["c.md", "e.svg"]);
    let pages = BTreeMap::from([(PathBuf::from("docs/README.md"), page)]);
    let fault = |link: &str| fault(&pages, Path::new("docs/README.md"), link);
    assert_eq!(fault("#here-too-1"), None);
    assert_eq!(fault("../Cargo.toml"), None);
    assert!(fault("#there").unwrap().contains("has the anchors"));
    assert!(fault("missing.md#there").unwrap().contains("there is no docs/missing.md"));
    assert!(fault("../Cargo.toml#there").unwrap().contains("is no page"));
}
