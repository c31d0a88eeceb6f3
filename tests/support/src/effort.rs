//! How hard tests try: a little and always the same in `make test`, much in `make endurance`.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// Set by `make endurance`.
const ENDURANCE: &str = "EVENT_MESH_TEST_ENDURANCE";

/// From what the histories of `make test` are made.
const SEED: u64 = 2026;

/// How often something is tried: `few` times, or `many` in `make endurance`.
#[expect(clippy::disallowed_methods, reason = "no setting of the server")]
pub fn effort<T>(few: T, many: T) -> T {
    if std::env::var(ENDURANCE).is_ok() { many } else { few }
}

/// So many random histories: `few` that are the same each time, or `many` others. What proptest's own
/// variables say comes first.
#[expect(clippy::disallowed_methods, reason = "no setting of the server")]
pub fn histories(few: u32, many: u32) -> ProptestConfig {
    let said = ProptestConfig::default();
    let is_said = |name: &str| std::env::var(name).is_ok();
    ProptestConfig {
        cases: if is_said("PROPTEST_CASES") { said.cases } else { effort(few, many) },
        rng_seed: if is_said("PROPTEST_RNG_SEED") {
            said.rng_seed
        } else {
            effort(RngSeed::Fixed(SEED), RngSeed::Random)
        },
        max_shrink_time: 60_000,
        ..said
    }
}
