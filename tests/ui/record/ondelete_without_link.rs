//~ ERROR ondelete : `ondelete` goes with links, and `title` is `String`
//~ HELP remove `ondelete`, or make the field a `RecordId<...>`, `BackendId<...>` or `BindingId<...>`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(ondelete = cascade)]
    title: String,
}

fn main() {}
