//~ ERROR Colour : a field of type `Colour` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
//~ ERROR u64 : a field of type `u64` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
//~ ERROR Related<String> : `location` is `Related`, and does not say what it reads
//~ HELP add `#[field(related = link.field)]`, like `#[field(related = backend_id.location)]`
//~ ERROR Translated : `title` is `Translated`, and does not say how it is translated
//~ HELP add `#[field(translate)]` for the text as a whole, or `#[field(translate = path)]` for its terms
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Related, Translated};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

struct Colour;

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    colour: Colour,
    views: u64,
    location: Related<String>,
    title: Translated,
}

fn main() {}
