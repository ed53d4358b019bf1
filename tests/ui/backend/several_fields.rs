//~ ERROR Colour : a field of type `Colour` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
//~ ERROR 64 : `size` goes with texts, and `active` is `bool`
//~ HELP remove `size`
//~ ERROR translate : `translate` goes with `Translated`, and `location` is `String`
//~ HELP write `location: Translated`, or remove `translate`
//~ ERROR locaton : `Shop` has no field `locaton`
//~ HELP did you mean `location`?
//~ ERROR xmin : the column name "xmin" is a system column of PostgreSQL
//~ HELP give the field another one: `#[field(column = "...")]`
use connector_core::Backend;

struct Colour;

#[derive(Backend)]
#[backend(name = "shop")]
#[unique(locaton)]
struct Shop {
    name: String,
    colour: Colour,
    #[field(size = 64)]
    active: bool,
    #[field(translate)]
    location: String,
    xmin: i64,
}

fn main() {}
