//! End-to-end suites over all crates: `tests/*.rs` beside this file; `../golden` must compile. What must not is `../ui`.

/// The README's example and those of the guide are compiled and run.
#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../../README.md")]
    struct Readme;
    #[doc = include_str!("../../docs/connecting-a-shop.md")]
    struct ConnectingAShop;
    #[doc = include_str!("../../docs/declaring.md")]
    struct Declaring;
    #[doc = include_str!("../../docs/beyond-the-first-import.md")]
    struct BeyondTheFirstImport;
    #[doc = include_str!("../../docs/configuring-and-drawing.md")]
    struct ConfiguringAndDrawing;
    #[doc = include_str!("../../docs/extending.md")]
    struct Extending;
    #[doc = include_str!("../../docs/components.md")]
    struct Components;
    #[doc = include_str!("../../docs/mapping.md")]
    struct Mapping;
    #[doc = include_str!("../../docs/operating.md")]
    struct Operating;
    #[doc = include_str!("../../docs/scaling-out.md")]
    struct ScalingOut;
    #[doc = include_str!("../../docs/performance.md")]
    struct Performance;
    #[doc = include_str!("../../docs/importing.md")]
    struct Importing;
    #[doc = include_str!("../../docs/exporting.md")]
    struct Exporting;
    #[doc = include_str!("../../docs/jobs.md")]
    struct Jobs;
    #[doc = include_str!("../../docs/listening.md")]
    struct Listening;
    #[doc = include_str!("../../docs/over-http.md")]
    struct OverHttp;
    #[doc = include_str!("../../docs/testing.md")]
    struct Testing;
    #[doc = include_str!("../../docs/coming-from-odoo.md")]
    struct ComingFromOdoo;
}
