#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| event_mesh_fuzz::cursor::check(bytes));
