//! Names: from identifiers to words, and what databases and technical names allow.

use proc_macro2::Ident;
use syn::ext::IdentExt;

/// The longest name that both databases keep, in bytes.
pub const LONGEST: usize = 63;

/// Names of columns that every table of `PostgreSQL` has.
const SYSTEM_COLUMNS: [&str; 6] = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"];

/// Beginnings that belong to the databases and to the framework.
const RESERVED: [&str; 3] = ["sqlite_", "pg_", "connector_"];

/// The identifier without `r#`.
pub fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// `tax_class_id` and `TaxClassId` are both "Tax Class ID".
pub fn in_words(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = vec![String::new()];
    for (i, character) in characters.iter().enumerate() {
        let begins = character.is_uppercase()
            && i > 0
            && (!characters[i - 1].is_uppercase() || characters.get(i + 1).is_some_and(|next| next.is_lowercase()));
        if *character == '_' || begins {
            words.push(String::new());
        }
        if let (Some(word), false) = (words.last_mut(), *character == '_') {
            if word.is_empty() { word.extend(character.to_uppercase()) } else { word.push(*character) }
        }
    }
    words.retain(|word| !word.is_empty());
    for word in &mut words {
        if word == "Id" {
            "ID".clone_into(word);
        }
    }
    words.join(" ")
}

/// `MagentoBackend` as a technical name: `magento.backend`.
pub fn technical(name: &str) -> String {
    in_words(name).to_lowercase().replace(' ', ".")
}

/// "A Partner", "An Order".
pub fn with_article(noun: &str) -> String {
    let vowel = noun.chars().next().is_some_and(|first| "aeiouAEIOU".contains(first));
    format!("{} {noun}", if vowel { "An" } else { "A" })
}

/// A generated name that fits: what is over 63 bytes is cut and ends in a hash of the whole.
pub fn fitting(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    // FNV-1a: short, and the same everywhere and for ever, which an index name has to be.
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut end = LONGEST - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash:08x}", &name[..end])
}

/// Why it is no technical name.
pub fn technical_fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("is empty");
    }
    let word = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    (!name.split('.').all(word)).then_some("is no technical name")
}

/// What a database name is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A table that the store makes.
    Table,
    /// A table of the application's: reserved beginnings are its own business.
    ForeignTable,
    /// A column.
    Column,
    /// An index.
    Index,
}

impl Kept {
    /// In a message.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Table | Self::ForeignTable => "table",
            Self::Column => "column",
            Self::Index => "index",
        }
    }
}

/// Why no database can have this name.
pub fn database_fault(name: &str, kept: Kept) -> Option<String> {
    if name.is_empty() || (kept == Kept::ForeignTable && name.split('.').any(str::is_empty)) {
        return Some("is empty".to_owned());
    }
    if name.chars().any(char::is_control) {
        return Some("contains a control character".to_owned());
    }
    if name.len() > LONGEST && kept != Kept::ForeignTable {
        return Some(format!("has {} bytes, and {LONGEST} is the most that both databases keep", name.len()));
    }
    if kept == Kept::Column {
        // SQLite takes names that differ by the case of letters for one.
        if name.eq_ignore_ascii_case("id") {
            return Some("is the key that the store keeps itself".to_owned());
        }
        if SYSTEM_COLUMNS.iter().any(|column| name.eq_ignore_ascii_case(column)) {
            return Some("is a system column of PostgreSQL".to_owned());
        }
        return None;
    }
    let reserved = RESERVED.into_iter().find(|start| kept != Kept::ForeignTable && name.to_lowercase().starts_with(start));
    reserved.map(|start| format!("begins with `{start}`, which is reserved"))
}

#[cfg(test)]
mod tests {
    use super::{Kept, LONGEST, database_fault, fitting, in_words, technical, technical_fault, with_article};

    #[test]
    fn words() {
        assert_eq!(in_words("tax_class_id"), "Tax Class ID");
        assert_eq!(in_words("MagentoBackend"), "Magento Backend");
        assert_eq!(in_words("HTTPServer2Go"), "HTTP Server2 Go");
        assert_eq!(in_words("__x"), "X");
        assert_eq!(technical("MagentoBackend"), "magento.backend");
        assert_eq!(with_article("Order"), "An Order");
    }

    #[test]
    fn database_names() {
        assert_eq!(technical_fault("magento.res_partner2"), None);
        assert!(["", "Magento", "a..b", ".a", "1a", "a-b"].iter().all(|name| technical_fault(name).is_some()));
        assert_eq!(database_fault("x", Kept::Column), None);
        assert!(["", "id", "ID", "xmin", "a\0b"].iter().all(|name| database_fault(name, Kept::Column).is_some()));
        assert!(["pg_x", "sqlite_x", "connector_x"].iter().all(|name| database_fault(name, Kept::Table).is_some()));
        assert_eq!(database_fault("sales.partners", Kept::ForeignTable), None);
        let long = fitting("ä".repeat(50));
        assert!(long.len() <= LONGEST && long != fitting("ä".repeat(51)));
    }
}
