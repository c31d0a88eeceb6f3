//! Any condition on a value inside the payload is refused, or in a form that every database stores
//! and compares alike. The text is a JSON array: the operator's number, the path, the value.

use event_mesh::domain::filter::{
    Comparison, JsonCondition, JsonOperator, JsonTest, MAX_PATH, Scalar,
};
use event_mesh::domain::json::{normal_form, text_length};
use serde_json::Value;

const OPERATORS: [JsonOperator; 8] = [
    JsonOperator::Eq,
    JsonOperator::Ne,
    JsonOperator::Contains,
    JsonOperator::Exists,
    JsonOperator::Compare(Comparison::Less),
    JsonOperator::Compare(Comparison::LessOrEqual),
    JsonOperator::Compare(Comparison::Greater),
    JsonOperator::Compare(Comparison::GreaterOrEqual),
];

/// Panics where what was read is not as it should be.
pub fn check(bytes: &[u8]) {
    let Ok((operator, path, value)) = serde_json::from_slice::<(usize, Vec<String>, Value)>(bytes)
    else {
        return;
    };
    let operator = OPERATORS[operator % OPERATORS.len()];
    let is_path = (1..=MAX_PATH).contains(&path.len());
    let is_path = is_path && path.iter().all(|part| !part.contains('\0'));
    match JsonTest::new(path.clone(), operator, value.clone()) {
        Ok(test) => {
            assert!(is_path);
            assert_eq!(test.path, path);
            check_value(&compared(test.condition), &value);
        }
        Err(violation) => {
            let is_value = normal_form(value).is_ok_and(|value| match operator {
                JsonOperator::Compare(_) => value.is_number() || value.is_string(),
                JsonOperator::Exists => value.is_boolean(),
                JsonOperator::Eq | JsonOperator::Ne | JsonOperator::Contains => true,
            });
            assert!(!is_path || !is_value, "{violation}");
        }
    }
}

/// What a condition compares with.
fn compared(condition: JsonCondition) -> Value {
    match condition {
        JsonCondition::Equals(value)
        | JsonCondition::Differs(value)
        | JsonCondition::Contains(value) => value,
        JsonCondition::Compares(_, Scalar::Number(number)) => Value::Number(number),
        JsonCondition::Compares(_, Scalar::Text(text)) => Value::String(text),
        JsonCondition::Exists(wanted) => Value::Bool(wanted),
    }
}

/// The normal form has one text, from which it is read again.
fn check_value(normal: &Value, sent: &Value) {
    assert_eq!(normal_form(sent.clone()).as_ref(), Ok(normal));
    assert_eq!(normal_form(normal.clone()).as_ref(), Ok(normal));
    let text = normal.to_string();
    assert_eq!(text.len(), text_length(normal));
    let read: Value = serde_json::from_str(&text).expect("what was written is JSON");
    assert_eq!(&read, normal, "{text}");
    assert_eq!(read.to_string(), text);
}
