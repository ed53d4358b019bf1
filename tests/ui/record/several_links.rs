//~ ERROR Colour : `Colour` is no record
//~ HELP add `#[derive(Record)]` to `Colour`
//~ ERROR set_null : `set_null` on `brand`: the field cannot be null
//~ HELP write `brand: Option<RecordId<Brand>>`, or `restrict` or `cascade`
//~ ERROR ondelete : `ondelete` goes with links, and `code` is `String`
//~ HELP remove `ondelete`, or make the field a `RecordId<...>`, `BackendId<...>` or `BindingId<...>`
//~ ERROR brnad : `Product` has no field `brnad`
//~ HELP did you mean `brand`?
//~ ERROR titel : no field `titel` on type `&Brand`
use connector_core::{Record, RecordId, Related};

struct Colour;

#[derive(Record)]
#[record(name = "brand")]
struct Brand {
    title: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    colour: RecordId<Colour>,
    #[field(ondelete = set_null)]
    brand: RecordId<Brand>,
    #[field(ondelete = cascade)]
    code: String,
    #[field(related = brnad.title)]
    a: Related<String>,
    #[field(related = brand.titel)]
    b: Related<String>,
}

fn main() {}
