//! The property itself.

use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, TestError, TestRunner};
use support::histories;
use tokio::runtime::Runtime;

use crate::property::lists::Cursors;
use crate::property::model::Model;
use crate::property::operations::{
    Operation, counted, everything, inspect_event, operations, publish, publish_many,
    update_outcome,
};
use crate::property::servers::Servers;

/// How many histories are tried.
const FEW: u32 = 15;
const MANY: u32 = 400;

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        source_file: Some(file!()),
        ..histories(FEW, MANY)
    }
}

#[test]
fn random_histories_have_the_same_answers_on_both_databases_and_in_the_model() {
    let runtime = Runtime::new().expect("a runtime");
    let servers = runtime.block_on(Servers::start());
    let outcome = TestRunner::new(config()).run(&operations(), |operations| {
        runtime.block_on(play(&servers, &operations)).map_err(TestCaseError::fail)
    });
    runtime.block_on(servers.stop());
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(difference, history)) => panic!("{difference}\nafter {history:?}"),
        Err(abort) => panic!("{abort}"),
    }
}

async fn play(servers: &Servers, operations: &[Operation]) -> Result<(), String> {
    servers.clear().await;
    let (mut model, mut cursors) = (Model::default(), Cursors::new());
    for (index, operation) in operations.iter().enumerate() {
        let played = play_one(servers, operation, &mut model, &mut cursors).await;
        played.map_err(|difference| format!("operation {index}: {difference}"))?;
    }
    servers.agree(everything(&model)).await
}

async fn play_one(
    servers: &Servers,
    operation: &Operation,
    model: &mut Model,
    cursors: &mut Cursors,
) -> Result<(), String> {
    let request = match operation {
        Operation::Publish(entry) => publish(entry, model),
        Operation::PublishMany(entries) => Some(publish_many(entries, model)),
        Operation::UpdateOutcome(outcome) => Some(update_outcome(outcome, model)),
        Operation::Inspect(of, depth, direction) => {
            Some(inspect_event(*of, (*depth, direction), model))
        }
        Operation::Pages(pages) => {
            servers.agree_on_page(pages.question(model, cursors), cursors).await?;
            return match &pages.filter {
                Some(plan) => {
                    servers.agree(counted(plan, model)).await?;
                    servers.agree_in_memory(plan, model).await
                }
                None => Ok(()),
            };
        }
        Operation::Traverse(traversal) => {
            return servers.agree_on_list(traversal, model, cursors).await;
        }
    };
    match request {
        Some(request) => servers.agree(request).await,
        None => Ok(()),
    }
}
