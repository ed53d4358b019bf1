//! `searchCriteria[...]`: how every list of Magento is filtered, sorted and paged.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::{Value, json};

/// The page size where none is asked for. A real shop has no limit then.
const DEFAULT_PAGE_SIZE: usize = 20;

/// How Magento writes a moment: UTC, without saying so.
pub const MOMENT_FORMAT: &str = "%Y-%m-%d %H:%M:%S";

/// A request that cannot be answered, in the words of Magento.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The message, with `%name` where a parameter stands.
    pub message: String,
    /// The parameters: a list or an object.
    pub parameters: Value,
}

impl Refusal {
    fn new(message: impl Into<String>, parameters: Value) -> Self {
        Self { message: message.into(), parameters }
    }
}

/// A value of a field, in the kind in which it is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// Compared as a number.
    Number(f64),
    /// Compared letter by letter.
    Text(&'a str),
    /// Compared as a moment, so that a date alone is its midnight.
    Moment(NaiveDateTime),
}

impl Scalar<'_> {
    fn compare(self, other: Scalar<'_>) -> Ordering {
        match (self, other) {
            (Self::Number(a), Scalar::Number(b)) => a.total_cmp(&b),
            (Self::Text(a), Scalar::Text(b)) => a.cmp(b),
            (Self::Moment(a), Scalar::Moment(b)) => a.cmp(&b),
            // One field has one kind, in every item.
            _ => Ordering::Equal,
        }
    }
}

/// What can be searched.
pub trait Searchable {
    /// The value of a field, or `None` when there is no field of this name.
    fn field(&self, name: &str) -> Option<Scalar<'_>>;

    /// The order of two items that are equal in all that was asked to sort by.
    fn tie_break(&self, other: &Self) -> Ordering;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Condition {
    Eq,
    Neq,
    Gt,
    Gteq,
    Lt,
    Lteq,
    In,
}

/// The text of a filter, read as everything it could be: what it is depends on the field.
#[derive(Debug, Clone, PartialEq)]
struct Operand {
    text: String,
    number: Option<f64>,
    moment: Option<NaiveDateTime>,
}

impl Operand {
    fn read(text: &str) -> Self {
        let text = text.trim();
        Self { text: text.to_owned(), number: text.parse().ok(), moment: read_moment(text) }
    }

    fn compared_with(&self, value: Scalar<'_>) -> Option<Ordering> {
        match value {
            Scalar::Number(_) => self.number.map(|number| value.compare(Scalar::Number(number))),
            Scalar::Text(_) => Some(value.compare(Scalar::Text(&self.text))),
            Scalar::Moment(_) => self.moment.map(|moment| value.compare(Scalar::Moment(moment))),
        }
    }
}

/// Reads a moment as a shop does. An offset is refused: a real shop drops it silently, and the client would be hours
/// off without ever being told.
fn read_moment(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, MOMENT_FORMAT)
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"))
        .or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|date| date.and_time(NaiveTime::MIN)))
        .ok()
}

#[derive(Debug, Clone, PartialEq)]
struct Filter {
    field: String,
    condition: Condition,
    operands: Vec<Operand>,
    /// As they were asked, for the answer repeats them.
    value: String,
    condition_type: String,
}

impl Filter {
    fn holds<T: Searchable>(&self, item: &T) -> Result<bool, Refusal> {
        let value = item.field(&self.field).ok_or_else(|| unknown_field(&self.field))?;
        let mut equal = false;
        let mut order = Ordering::Equal;
        for operand in &self.operands {
            order = operand.compared_with(value).ok_or_else(|| {
                Refusal::new(
                    "Invalid value of \"%value\" provided for the %fieldName field.",
                    json!({"fieldName": self.field, "value": operand.text}),
                )
            })?;
            equal |= order.is_eq();
        }
        Ok(match self.condition {
            Condition::Eq | Condition::In => equal,
            Condition::Neq => !equal,
            Condition::Gt => order.is_gt(),
            Condition::Gteq => order.is_ge(),
            Condition::Lt => order.is_lt(),
            Condition::Lteq => order.is_le(),
        })
    }
}

fn unknown_field(field: &str) -> Refusal {
    Refusal::new("Invalid attribute name: %1", json!([field]))
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Sort {
    field: String,
    descending: bool,
}

/// What is asked of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Criteria {
    /// All groups must hold; in a group one filter is enough.
    groups: Vec<Vec<Filter>>,
    sorts: Vec<Sort>,
    page_size: usize,
    current_page: usize,
}

/// One page of what was found.
#[derive(Debug)]
pub struct Page<'a, T> {
    /// What is on the page.
    pub items: Vec<&'a T>,
    /// How many there are on all pages.
    pub total: usize,
}

#[derive(Default)]
struct RawFilter {
    field: String,
    value: String,
    condition_type: Option<String>,
}

#[derive(Default)]
struct RawSort {
    field: String,
    direction: Option<String>,
}

impl Criteria {
    /// Reads the criteria out of the decoded pairs of a query. Pairs that are not criteria are passed over.
    ///
    /// # Errors
    ///
    /// A criterion that Magento has not, or a value of the wrong kind.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, Refusal> {
        let mut filters: BTreeMap<usize, BTreeMap<usize, RawFilter>> = BTreeMap::new();
        let mut sorts: BTreeMap<usize, RawSort> = BTreeMap::new();
        let mut page_size = None;
        let mut current_page = None;

        for (key, value) in pairs {
            let Some(segments) = segments(key) else {
                continue;
            };
            let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
            let unknown = || Refusal::new("Property \"%1\" does not exist in the search criteria.", json!([key]));
            match segments.as_slice() {
                // `searchCriteria=all`, or nothing at all: a real client sends it where it wants everything.
                [] => {}
                ["page_size"] => page_size = Some(whole_number(value)?),
                ["current_page"] => current_page = Some(whole_number(value)?),
                ["filter_groups", group, "filters", filter, part] => {
                    let group = filters.entry(whole_number(group)?).or_default();
                    let filter = group.entry(whole_number(filter)?).or_default();
                    match *part {
                        "field" => filter.field.clone_from(value),
                        "value" => filter.value.clone_from(value),
                        "condition_type" => filter.condition_type = Some(value.clone()),
                        _ => return Err(unknown()),
                    }
                }
                ["sort_orders", place, part] => {
                    let sort = sorts.entry(whole_number(place)?).or_default();
                    match *part {
                        "field" => sort.field.clone_from(value),
                        "direction" => sort.direction = Some(value.clone()),
                        _ => return Err(unknown()),
                    }
                }
                _ => return Err(unknown()),
            }
        }

        let groups = filters.into_values().map(|group| group.into_values().map(read_filter).collect()).collect::<Result<_, _>>()?;
        let sorts = sorts.into_values().map(read_sort).collect::<Result<_, _>>()?;
        Ok(Self {
            groups,
            sorts,
            // Magento takes 0 for "not said" in both.
            page_size: page_size.filter(|size| *size > 0).unwrap_or(DEFAULT_PAGE_SIZE),
            current_page: current_page.unwrap_or(1).max(1),
        })
    }

    /// How many items a page has.
    pub fn page_size(&self) -> usize {
        self.page_size
    }

    /// Filters, sorts and takes the page.
    ///
    /// A page beyond the last one is the last one again, as in Magento's own collections: a client that pages until a
    /// page is empty never ends.
    ///
    /// # Errors
    ///
    /// A field that the items do not have, or a value that the field cannot have.
    pub fn select<'a, T: Searchable>(&self, items: &'a [T]) -> Result<Page<'a, T>, Refusal> {
        let mut found = Vec::new();
        for item in items {
            if self.holds(item)? {
                found.push(item);
            }
        }
        if let Some(first) = found.first()
            && let Some(sort) = self.sorts.iter().find(|sort| first.field(&sort.field).is_none())
        {
            return Err(unknown_field(&sort.field));
        }
        if !self.sorts.is_empty() {
            found.sort_by(|a, b| self.order(*a, *b));
        }
        let total = found.len();
        let last_page = total.div_ceil(self.page_size).max(1);
        let skipped = (self.current_page.min(last_page) - 1) * self.page_size;
        let items = found.into_iter().skip(skipped).take(self.page_size).collect();
        Ok(Page { items, total })
    }

    fn holds<T: Searchable>(&self, item: &T) -> Result<bool, Refusal> {
        for group in &self.groups {
            let mut any = false;
            for filter in group {
                any |= filter.holds(item)?;
            }
            if !any {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn order<T: Searchable>(&self, a: &T, b: &T) -> Ordering {
        for sort in &self.sorts {
            if let (Some(x), Some(y)) = (a.field(&sort.field), b.field(&sort.field)) {
                let order = if sort.descending { y.compare(x) } else { x.compare(y) };
                if order.is_ne() {
                    return order;
                }
            }
        }
        a.tie_break(b)
    }

    /// The criteria as an answer repeats them.
    pub fn echo(&self) -> Value {
        let groups: Vec<Value> = self
            .groups
            .iter()
            .map(|group| {
                let filters: Vec<Value> = group
                    .iter()
                    .map(|filter| {
                        json!({
                            "field": filter.field,
                            "value": filter.value,
                            "condition_type": filter.condition_type,
                        })
                    })
                    .collect();
                json!({ "filters": filters })
            })
            .collect();
        let mut echo = json!({
            "filter_groups": groups,
            "page_size": self.page_size,
            "current_page": self.current_page,
        });
        if !self.sorts.is_empty() {
            echo["sort_orders"] = self
                .sorts
                .iter()
                .map(|sort| json!({"field": sort.field, "direction": if sort.descending { "DESC" } else { "ASC" }}))
                .collect();
        }
        echo
    }
}

/// The segments of a key after `searchCriteria`, all in snake case: `searchCriteria[filterGroups][0]` is
/// `filter_groups`, `0`. `None` when the key is not one of the criteria.
fn segments(key: &str) -> Option<Vec<String>> {
    let (name, rest) = match key.find('[') {
        Some(bracket) => key.split_at(bracket),
        None => (key, ""),
    };
    if snake_case(name) != "search_criteria" {
        return None;
    }
    let inner = rest.strip_prefix('[').map(|rest| rest.strip_suffix(']').unwrap_or(rest));
    Some(inner.map_or_else(Vec::new, |inner| inner.split("][").map(snake_case).collect()))
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn whole_number(text: &str) -> Result<usize, Refusal> {
    text.trim().parse().map_err(|_| {
        Refusal::new(
            "The \"%value\" value's type is invalid. The \"%type\" type was expected. Verify and try again.",
            json!({"value": text, "type": "int"}),
        )
    })
}

fn read_filter(raw: RawFilter) -> Result<Filter, Refusal> {
    if raw.field.is_empty() {
        return Err(required("field"));
    }
    let condition_type = raw.condition_type.unwrap_or_else(|| "eq".to_owned());
    let condition = match condition_type.as_str() {
        "eq" => Condition::Eq,
        "neq" => Condition::Neq,
        "gt" => Condition::Gt,
        "gteq" | "moreq" => Condition::Gteq,
        "lt" => Condition::Lt,
        "lteq" => Condition::Lteq,
        "in" => Condition::In,
        _ => {
            let message = "The demonstration shop does not know the condition type \"%1\".";
            return Err(Refusal::new(message, json!([condition_type])));
        }
    };
    let operands =
        if condition == Condition::In { raw.value.split(',').map(Operand::read).collect() } else { vec![Operand::read(&raw.value)] };
    Ok(Filter { field: raw.field, condition, operands, value: raw.value, condition_type })
}

fn read_sort(raw: RawSort) -> Result<Sort, Refusal> {
    if raw.field.is_empty() {
        return Err(required("field"));
    }
    // Magento sorts downwards where no direction is asked for.
    let direction = raw.direction.unwrap_or_else(|| "DESC".to_owned());
    let descending = match direction.to_ascii_uppercase().as_str() {
        "ASC" => false,
        "DESC" => true,
        _ => {
            let message = "The sort order has to be specified as ASC for ascending or DESC for descending.";
            return Err(Refusal::new(message, json!([])));
        }
    };
    Ok(Sort { field: raw.field, descending })
}

fn required(name: &str) -> Refusal {
    Refusal::new("\"%fieldName\" is required. Enter and try again.", json!({"fieldName": name}))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing(f64, &'static str, &'static str);

    impl Searchable for Thing {
        fn field(&self, name: &str) -> Option<Scalar<'_>> {
            Some(match name {
                "id" => Scalar::Number(self.0),
                "sku" => Scalar::Text(self.1),
                "updated_at" => Scalar::Moment(read_moment(self.2)?),
                _ => return None,
            })
        }

        fn tie_break(&self, other: &Self) -> Ordering {
            self.1.cmp(other.1)
        }
    }

    fn things() -> [Thing; 4] {
        [
            Thing(1.0, "D", "2026-01-02 00:00:00"),
            Thing(2.0, "C", "2026-01-01 23:59:59"),
            Thing(10.0, "B", "2026-01-02 00:00:00"),
            Thing(3.0, "A", "2026-01-03 10:00:00"),
        ]
    }

    fn parse(query: &[(&str, &str)]) -> Result<Criteria, Refusal> {
        let pairs: Vec<_> = query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Criteria::parse(&pairs)
    }

    fn found(query: &[(&str, &str)]) -> Result<String, Refusal> {
        let things = things();
        let criteria = parse(query)?;
        let page = criteria.select(&things)?;
        Ok(page.items.iter().map(|thing| thing.1).collect())
    }

    fn one(field: &str, condition: &str, value: &str) -> Result<String, Refusal> {
        found(&[
            ("searchCriteria[filter_groups][0][filters][0][field]", field),
            ("searchCriteria[filter_groups][0][filters][0][value]", value),
            ("searchCriteria[filter_groups][0][filters][0][condition_type]", condition),
        ])
    }

    #[test]
    fn every_condition_holds_for_what_it_says() {
        for (field, condition, value, expected) in [
            ("id", "eq", "10", "B"),
            ("id", "neq", "10", "DCA"),
            ("id", "gt", "2", "BA"),
            ("id", "gteq", "2", "CBA"),
            ("id", "moreq", "2", "CBA"),
            ("id", "lt", "2", "D"),
            ("id", "lteq", "2", "DC"),
            ("id", "in", "1, 3,77", "DA"),
            ("sku", "in", "A,B", "BA"),
            ("sku", "eq", "", ""),
            ("updated_at", "gteq", "2026-01-02 00:00:00", "DBA"),
            ("updated_at", "gteq", "2026-01-02", "DBA"),
            ("updated_at", "gt", "2026-01-02T00:00:00", "A"),
            ("updated_at", "lt", "2026-01-02", "C"),
        ] {
            assert_eq!(one(field, condition, value).as_deref(), Ok(expected), "{field} {condition} {value}");
        }
    }

    #[test]
    fn groups_are_and_and_filters_are_or_in_both_spellings() {
        let both = found(&[
            ("searchCriteria[filterGroups][0][filters][0][field]", "sku"),
            ("searchCriteria[filterGroups][0][filters][0][value]", "A"),
            ("searchCriteria[filterGroups][0][filters][1][field]", "sku"),
            ("searchCriteria[filterGroups][0][filters][1][value]", "B"),
            ("searchCriteria[filterGroups][1][filters][0][field]", "id"),
            ("searchCriteria[filterGroups][1][filters][0][value]", "5"),
            ("searchCriteria[filterGroups][1][filters][0][conditionType]", "lt"),
        ]);
        assert_eq!(both.as_deref(), Ok("A"));
    }

    #[test]
    fn sorting_falls_back_on_the_tie_break() {
        let field = ("searchCriteria[sortOrders][0][field]", "updated_at");
        let upwards = found(&[field, ("searchCriteria[sortOrders][0][direction]", "asc")]);
        assert_eq!(upwards.as_deref(), Ok("CBDA"));
        assert_eq!(found(&[field]).as_deref(), Ok("ABDC"));
        assert_eq!(found(&[]).as_deref(), Ok("DCBA"));
    }

    #[test]
    fn a_page_beyond_the_last_is_the_last() {
        for (page, expected) in [("0", "DCB"), ("1", "DCB"), ("2", "A"), ("3", "A"), ("99", "A")] {
            let found = found(&[("searchCriteria[pageSize]", "3"), ("searchCriteria[current_page]", page)]);
            assert_eq!(found.as_deref(), Ok(expected), "page {page}");
        }
        let huge = usize::MAX.to_string();
        let found = found(&[("searchCriteria[pageSize]", &huge), ("searchCriteria[currentPage]", &huge)]);
        assert_eq!(found.as_deref(), Ok("DCBA"));
    }

    #[test]
    fn what_is_wrong_is_refused_in_words() {
        assert_eq!(one("colour", "eq", "1").unwrap_err().parameters, json!(["colour"]));
        assert_eq!(one("sku", "like", "%").unwrap_err().parameters, json!(["like"]));
        for value in ["yesterday", "2026-01-02T00:00:00Z", "2026-01-02 00:00:00+02:00"] {
            assert_eq!(one("updated_at", "gt", value).unwrap_err().parameters["value"], value);
        }
        for query in [
            ("searchCriteria[pageSize]", "ten"),
            ("searchCriteria[currentPage]", "-1"),
            ("searchCriteria[pagesize]", "10"),
            ("searchCriteria[filter_groups][0][filters][0][value]", "10"),
            ("searchCriteria[filter_groups][x][filters][0][field]", "sku"),
            ("searchCriteria[sortOrders][0][field]", "colour"),
        ] {
            assert!(found(&[query]).is_err(), "{query:?}");
        }
    }

    #[test]
    fn what_is_not_a_criterion_is_passed_over_and_the_answer_repeats_the_rest() {
        let criteria = parse(&[
            ("fields", "items[sku]"),
            ("searchCriteria", "all"),
            ("searchCriteria[filter_groups][0][filters][0][field]", "sku"),
            ("searchCriteria[filter_groups][0][filters][0][value]", "A"),
            ("searchCriteria[sortOrders][0][field]", "id"),
            ("searchCriteria[sortOrders][0][direction]", "ASC"),
            ("searchCriteria[currentPage]", "4"),
        ]);
        let expected = json!({
            "filter_groups": [{"filters": [{"field": "sku", "value": "A", "condition_type": "eq"}]}],
            "sort_orders": [{"field": "id", "direction": "ASC"}],
            "page_size": 20,
            "current_page": 4,
        });
        assert_eq!(criteria.unwrap().echo(), expected);
    }
}
