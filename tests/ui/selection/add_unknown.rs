//~ ERROR Verison : cannot find type `Verison` in this scope
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Verison)]
enum Added {
    #[selection("1.8")]
    V1_8,
}

fn main() {}
