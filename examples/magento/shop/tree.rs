//! Where the categories stand, and what they are called.
//!
//! The tree of the categories is laid out by id: the root, the default category, the departments, the kinds, and then
//! the ranges of the kinds, as many as the shop has room for.

use chrono::{DateTime, Utc};

use super::draw::{Draw, at, draw};
use super::history::{DAY, History, OPENED, created, moment};
use super::words::{DEPARTMENTS, KINDS, RANGES};

/// The id of the category above all others.
pub const ROOT_CATEGORY: u64 = 1;
/// The id of the category under which a shop's own categories are.
pub const DEFAULT_CATEGORY: u64 = 2;

/// The first department; each is below the default category.
pub const FIRST_DEPARTMENT: u64 = 3;
/// The first kind; each is below its department.
pub const FIRST_KIND: u64 = FIRST_DEPARTMENT + DEPARTMENTS.len() as u64;
/// The first range of a kind; each is below its kind.
pub const FIRST_RANGE: u64 = FIRST_KIND + KINDS.len() as u64;

/// The category above a category; 0 above the root.
pub fn parent(id: u64) -> u64 {
    match id {
        ..=ROOT_CATEGORY => 0,
        DEFAULT_CATEGORY => ROOT_CATEGORY,
        FIRST_DEPARTMENT..FIRST_KIND => DEFAULT_CATEGORY,
        FIRST_KIND..FIRST_RANGE => FIRST_DEPARTMENT + (id - FIRST_KIND) % DEPARTMENTS.len() as u64,
        FIRST_RANGE.. => FIRST_KIND + (id - FIRST_RANGE) % KINDS.len() as u64,
    }
}

/// The ids from the root down to a category.
pub fn path(id: u64) -> Vec<u64> {
    let mut path = vec![id];
    let mut above = parent(id);
    while above != 0 {
        path.insert(0, above);
        above = parent(above);
    }
    path
}

/// The history of a category.
pub fn category_history(id: u64, now: DateTime<Utc>) -> History {
    if id <= DEFAULT_CATEGORY {
        // Older than all others, and longer without a change than anyone will run the shop.
        return History { created: moment(OPENED), updated: moment(OPENED), changes: 0 };
    }
    let period = 20 * DAY + draw(id, Draw::CategoryPeriod) % (70 * DAY);
    History::at(now, created(id, Draw::CategoryCreated), period)
}

/// The name of a category after so many changes.
pub fn category_name(id: u64, changes: u64) -> String {
    let name = match id {
        ..=ROOT_CATEGORY => "Root Catalog".to_owned(),
        DEFAULT_CATEGORY => "Default Category".to_owned(),
        FIRST_DEPARTMENT..FIRST_KIND => at(&DEPARTMENTS, id - FIRST_DEPARTMENT).to_string(),
        FIRST_KIND..FIRST_RANGE => at(&KINDS, id - FIRST_KIND).category.to_owned(),
        FIRST_RANGE.. => {
            let place = id - FIRST_RANGE;
            let kinds = KINDS.len() as u64;
            let name = format!("{} {}", at(&RANGES, place / kinds), at(&KINDS, place).category);
            match place / kinds / RANGES.len() as u64 {
                0 => name,
                round => format!("{name} {}", round + 1),
            }
        }
    };
    if changes % 2 == 1 { format!("{name} & More") } else { name }
}
