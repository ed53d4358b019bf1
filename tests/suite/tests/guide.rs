//! The guide is whole: every page is compiled, listed, and leads to the next; and what its tables and programs repeat is so.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

use std::collections::BTreeSet;
use std::fs;

use connector_tests::house;

/// The page that lists the others.
const CONTENTS: &str = "README.md";

/// A page of the guide.
struct Page {
    file: String,
    title: String,
    text: String,
}

/// The pages in the order in which the contents list them, as the links there call them.
fn listed() -> Vec<(String, String)> {
    let contents = read(CONTENTS);
    let items = contents.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    items.map(|item| link(item).unwrap_or_else(|| panic!("no link: {item}"))).collect()
}

/// The first link of a line: its words, and where it leads.
fn link(line: &str) -> Option<(String, String)> {
    let (words, rest) = line.split_once('[')?.1.split_once("](")?;
    Some((words.to_owned(), rest.split_once(')')?.0.to_owned()))
}

fn read(file: &str) -> String {
    fs::read_to_string(house().join("docs").join(file)).unwrap_or_else(|error| panic!("docs/{file}: {error}"))
}

fn pages() -> Vec<Page> {
    let page = |(_, file): (String, String)| {
        let text = read(&file);
        let title = text.lines().next().unwrap().strip_prefix("# ").unwrap().to_owned();
        Page { file, title, text }
    };
    listed().into_iter().map(page).collect()
}

#[test]
fn every_page_is_compiled_and_listed() {
    let of_docs = fs::read_dir(house().join("docs")).unwrap().map(|file| file.unwrap().path());
    let pages = of_docs.filter(|file| file.extension().is_some_and(|extension| extension == "md"));
    let files: BTreeSet<String> = pages.map(|page| page.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert!(files.len() > 20, "{files:?}");

    let compiled = include_str!("../lib.rs");
    let forgotten: Vec<&String> = files.iter().filter(|file| !compiled.contains(&format!("include_str!(\"../../docs/{file}\")"))).collect();
    assert!(forgotten.is_empty(), "tests/suite/lib.rs has not {forgotten:?}");

    let listed = listed();
    let mut names: Vec<&str> = listed.iter().map(|(_, file)| file.as_str()).chain([CONTENTS]).collect();
    names.sort_unstable();
    assert_eq!(names, files.iter().map(String::as_str).collect::<Vec<_>>(), "docs/README.md lists each page once");
    for (place, item) in read(CONTENTS).lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit())).enumerate() {
        assert!(item.starts_with(&format!("{}. [", place + 1)), "the list of docs/README.md is counted wrong: {item}");
    }
    for ((words, file), page) in listed.iter().zip(self::pages()) {
        assert_eq!(*words, page.title, "docs/README.md calls {file} otherwise than it calls itself");
    }
}

#[test]
fn every_page_leads_to_the_next() {
    let pages = pages();
    for (place, page) in pages.iter().enumerate() {
        let to = |what: &str, other: Option<&Page>| other.map(|page| format!("{what}: [{}]({})", page.title, page.file));
        let before = place.checked_sub(1).and_then(|before| to("Previous", pages.get(before)));
        let ways = [before, Some(format!("[All pages]({CONTENTS})")), to("Next", pages.get(place + 1))];
        let wanted = ways.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let last = page.text.trim_end().lines().next_back().unwrap();
        assert_eq!(last, wanted, "the last line of docs/{}", page.file);
        assert!(page.text.ends_with(&format!("\n\n---\n\n{wanted}\n")), "a rule stands before it: docs/{}", page.file);
    }
}

/// The block of code that begins with `first`, without its fences.
fn block<'p>(page: &'p str, first: &str) -> &'p str {
    let start = page.find(&format!("\n{first}\n")).unwrap_or_else(|| panic!("no {first}")) + first.len() + 2;
    let end = page[start..].find("\n```\n").unwrap() + start;
    &page[start..=end]
}

#[test]
fn the_worker_is_shown_as_it_is() {
    let program = fs::read_to_string(house().join("examples/worker/main.rs")).unwrap();
    // Without what its first lines say of the page itself.
    let program: String = program.lines().skip_while(|line| line.starts_with("//!")).skip(1).flat_map(|line| [line, "\n"]).collect();
    assert_eq!(block(&read("a-worker.md"), "```rust,no_run"), program);
}

#[test]
fn the_two_commands_stand_by_themselves() {
    for page in [fs::read_to_string(house().join("README.md")).unwrap(), read("trying-it.md")] {
        for command in ["cargo run --example magento", "cargo xtask test"] {
            assert!(page.contains(&format!("\n```sh\n{command}\n```\n")), "no block of its own: {command}");
        }
    }
}

/// What a picture says, line by line.
fn picture(name: &str) -> Vec<String> {
    let svg = read(&format!("pictures/{name}.svg"));
    let plain = |line: &str| {
        let text: String = line.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&").trim_end().to_owned()
    };
    svg.lines().map(plain).filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_pictures_show_what_is_printed_today() {
    let shown = picture("compile-error");
    let said = fs::read_to_string(house().join("tests/ui/several/binding_four.stderr")).unwrap();
    // All but where it stands: there it has other lines before it.
    for line in said.lines().filter(|line| line.starts_with("error") || line.starts_with("       help: ")) {
        assert!(shown.iter().any(|shown| shown == line), "{line:?} is not in the picture: run `cargo xtask pictures`\n{shown:#?}");
    }

    let shown = picture("magento");
    let program = fs::read_to_string(house().join("examples/magento/whole.rs")).unwrap();
    for heading in ["1. What changed in the shop is imported", "2. Here ", "3. Imported again", "4. Compared with all that the shop has"] {
        assert!(program.contains(heading), "{heading:?} is nothing that the example prints");
        assert!(shown.iter().any(|shown| shown.starts_with(heading)), "{heading:?} is not in the picture: run `cargo xtask pictures`");
    }
}

/// The keys that the grammar of the derives has: `NAME = "attribute" on "…" { "key": "form", … }`.
fn keys(grammar: &str, name: &str) -> BTreeSet<String> {
    let start = grammar.find(&format!("    {name} = ")).unwrap_or_else(|| panic!("no {name}"));
    let body = &grammar[start..];
    let body = &body[body.find('{').unwrap()..body.find("\n    }\n").unwrap()];
    // A key is a text before a colon.
    let texts: Vec<&str> = body.split('"').collect();
    let keys = texts.windows(2).skip(1).step_by(2).filter(|pair| pair[1].starts_with(':'));
    keys.map(|pair| pair[0].to_owned()).collect()
}

/// The keys in the first column of the table that comes after `place`.
fn documented(page: &str, place: &str) -> BTreeSet<String> {
    let start = page.find(&format!("\n{place}\n")).unwrap_or_else(|| panic!("no {place}"));
    let table = page[start..].lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|')).skip(2);
    let key =
        |row: &str| row.strip_prefix("| `").unwrap().split(|end: char| !end.is_alphanumeric() && end != '_').next().unwrap().to_owned();
    table.map(key).collect()
}

#[test]
fn every_key_of_a_mapper_is_in_the_table() {
    let grammar = fs::read_to_string(house().join("connector-derive/src/shared/grammar.rs")).unwrap();
    let page = read("mapping.md");
    let tables = [
        ("IMPORT_MAPPER", "### `#[mapper(…)]` of an import"),
        ("IMPORT_SOURCES", "Inside of `map(…)`:"),
        ("IMPORT_FIELD", "### `#[map(…)]` on a field of an import"),
        ("IMPORT_CHILDREN", "Inside of `children(…)`:"),
        ("EXPORT_MAPPER", "### `#[mapper(…)]` of an export"),
        ("EXPORT_FIELD", "### `#[map(…)]` on a field of an export"),
    ];
    for (name, place) in tables {
        let keys = keys(&grammar, name);
        assert!(keys.len() > 3, "{name}: {keys:?}");
        assert_eq!(documented(&page, place), keys, "the table of docs/mapping.md after {place:?}");
    }
}
