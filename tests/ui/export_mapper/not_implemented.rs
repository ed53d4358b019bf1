//~ ERROR &Body : `Body` is no body of an export
//~ HELP add `#[derive(ExportMapper)]`
use connector_core::ExportMapper;

struct Body;

fn export<B: ExportMapper>(_: &B) {}

fn main() {
    export(&Body);
}
